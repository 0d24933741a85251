import { assert, inPieces, refers, wrongKey } from '../lib/expect.mjs';
import { fileIn, program } from '../lib/program.mjs';

const ask = (prompt, format) =>
  program([process.execPath, fileIn('@google/gemini-cli', 'bundle/gemini.js'), '-m', process.env.GEMINI_MODEL, '-p', prompt, '--output-format', format]);

export async function chat() {
  const { code, output, errors } = await ask('Say something about tides', 'json');
  assert.equal(code, 0, output + errors);
  refers(JSON.parse(output.slice(output.indexOf('{'))).response);
}

export async function stream() {
  const { lines } = await ask('Say more about tides', 'stream-json');
  inPieces(lines.filter(({ role, delta }) => role === 'assistant' && delta).map(({ content }) => content));
}

export async function tools() {
  const { lines, output, errors } = await ask('Call read_file with file_path=`notes.md`', 'stream-json');
  const said = lines.filter(({ role }) => role === 'assistant').map(({ content }) => content).join('');
  assert.match(said, /The tool answered[\s\S]*Tides come twice a day/, output.slice(-800) + errors.slice(-400));
}

export async function error() {
  const { code, output, errors } = await ask('Say something about tides', 'json');
  assert.notEqual(code, 0);
  wrongKey(output + errors);
}
