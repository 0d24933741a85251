import { assert, inPieces, refers, wrongKey } from '../lib/expect.mjs';
import { fileIn, program } from '../lib/program.mjs';

const binary = fileIn(`@anthropic-ai/claude-code-${process.platform}-${process.arch}`, 'claude');
const ask = (prompt, ...options) => program([binary, '-p', prompt, '--output-format', 'stream-json', '--verbose', ...options]);
const resultOf = ({ code, lines, output, errors }) => {
  const result = lines.findLast(({ type }) => type === 'result');
  assert.ok(result, `no result, ended with ${code}: ${output.slice(-800)}${errors.slice(-400)}`);
  return result;
};

export async function chat() {
  const result = resultOf(await ask('Say something about tides'));
  assert.equal(result.is_error, false, result.result);
  refers(result.result);
}

export async function stream() {
  const { lines } = await ask('Say more about tides', '--include-partial-messages');
  inPieces(lines.map(({ event }) => event?.delta?.text));
}

export async function tools() {
  const done = await ask('Call Read with file_path=`notes.md`', '--allowedTools', 'Read');
  const result = resultOf(done);
  assert.equal(result.is_error, false, result.result);
  assert.match(result.result, /The tool answered/);
  assert.match(JSON.stringify(done.lines.filter(({ type }) => type === 'user')), /Tides come twice a day/);
}

export async function error() {
  const done = await ask('Say something about tides');
  assert.notEqual(done.code, 0);
  assert.equal(resultOf(done).is_error, true);
  wrongKey(done.output);
}
