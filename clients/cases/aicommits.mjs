import { appendFileSync } from 'node:fs';
import { assert, refers, wrongKey } from '../lib/expect.mjs';
import { fileIn, program } from '../lib/program.mjs';

/** Without a terminal it prints the message of the commit that is staged. */
async function message() {
  await program(['git', 'init', '-q']);
  appendFileSync('notes.md', 'The moon pulls the water.\n');
  await program(['git', 'add', 'notes.md']);
  return program([process.execPath, fileIn('aicommits', 'dist/cli.mjs'), '--yes']);
}

export async function chat() {
  const { code, output, errors } = await message();
  assert.equal(code, 0, output + errors);
  refers(output, 'notes.md');
}

export async function error() {
  const { code, output, errors } = await message();
  assert.notEqual(code, 0);
  wrongKey(output + errors);
}
