import { assert, refers, wrongKey } from '../lib/expect.mjs';
import { fileIn, program } from '../lib/program.mjs';

const ask = (prompt, ...options) =>
  program([
    process.execPath,
    fileIn('@openai/codex', 'bin/codex.js'),
    'exec',
    '--skip-git-repo-check',
    '--dangerously-bypass-approvals-and-sandbox',
    '--json',
    ...options,
    prompt,
  ]);
const itemsOf = ({ lines }, type) => lines.filter((line) => line.type === 'item.completed' && line.item.type === type).map(({ item }) => item);

function said(result) {
  assert.equal(result.code, 0, result.output.slice(-800) + result.errors.slice(-400));
  return itemsOf(result, 'agent_message').map(({ text }) => text).join('\n');
}

export async function chat() {
  refers(said(await ask('Say something about tides')));
}

/** Codex prints whole messages alone; that it asked for a stream is seen at the provider. */
export async function stream() {
  const before = await calls();
  refers(said(await ask('Say more about tides')));
  const made = (await calls()).slice(before.length).filter(({ path }) => path === '/v1/responses');
  assert.ok(made.length > 0 && made.every(({ headers, status }) => headers.accept === 'text/event-stream' && status === 200), JSON.stringify(made));
}

export async function tools() {
  const result = await ask('Call exec_command with cmd=`cat notes.md`');
  assert.match(said(result), /The tool answered/);
  const commands = itemsOf(result, 'command_execution');
  assert.match(commands.map(({ aggregated_output: output }) => output).join('\n'), /Tides come twice a day/);
}

export async function error() {
  const { code, output } = await ask('Say something about tides');
  assert.notEqual(code, 0);
  wrongKey(output);
}

async function calls() {
  return (await fetch(process.env.CLIENTS_CALLS)).json();
}
