import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { plantedForms, type Form, type Searcher } from '#redaction/search';
import { lookAtText } from './look-at-text.js';

/** Encodings that fit into an id of a request, which is what the application's log keeps of what a caller says. */
const IN_IDS: readonly Form[] = ['plain', 'reversed', 'hex', 'HEX', 'base64 at 0', 'base64 at 1', 'base64 at 2', 'fragment'];

/** Controls as ids of requests. */
export function controlIds(control: string): readonly string[] {
  const planted = plantedForms(control).filter(({ form }) => IN_IDS.includes(form));
  // Base64 in the spelling for URLs; an id has no other signs.
  return planted.map(({ bytes }) => bytes.toString('latin1').replaceAll('+', '-').replaceAll('/', '_').replace(/[^\w.-]/g, ''));
}

/** Every file of a log; encodings that no id can have are proved by a file of its own, which is read in the same way and goes again. */
export async function searchLogs(searcher: Searcher, files: readonly string[], control: string): Promise<void> {
  for (const file of files) lookAtText(searcher, file, await readFile(file));
  const folder = await mkdtemp(join(tmpdir(), 'byok-audit-log-'));
  try {
    const file = join(folder, 'controls.log');
    const others = plantedForms(control).filter(({ form }) => !IN_IDS.includes(form));
    await writeFile(file, Buffer.concat(others.flatMap(({ bytes }) => [bytes, Buffer.from('\n')])), { mode: 0o600 });
    lookAtText(searcher, 'controls', await readFile(file));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
