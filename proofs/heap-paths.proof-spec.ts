import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { randomCore } from '#redaction/search';
import { explainHeap } from './audit/heap/explain.js';

const secret = randomCore();
const folder = mkdtempSync(join(tmpdir(), 'byok-heap-'));
const file = join(folder, 'planted.heapsnapshot');

/** Holds the secret in a closure, as the name of a property and reversed; it comes by the environment, which no heap holds. */
const PROGRAM = `
  import { writeHeapSnapshot } from 'node:v8';
  class Calls { finished = []; }
  const calls = globalThis.calls = new Calls();
  function remember(key) { calls.finished.push(() => key.length); }
  const reversed = (text) => [...text].reverse().join('');
  // Later, when nothing of it is on the stack.
  setTimeout(() => remember('sk-' + process.env.SECRET), 1);
  setTimeout(() => (globalThis.seen = { ['sk-named-' + process.env.SECRET]: { at: [reversed(process.env.SECRET)] } }), 1);
  setTimeout(() => {
    gc();
    writeHeapSnapshot(process.env.FILE);
  }, 50);
`;

describe('a secret that is found in a heap', () => {
  beforeAll(() => {
    const env = { PATH: process.env['PATH'], SECRET: secret, FILE: file };
    const { status, stderr } = spawnSync(process.execPath, ['--expose-gc', '--heap-snapshot-string-limit=1000000', '--input-type=module', '--eval', PROGRAM], { env, encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is explained by what holds it: the closure, its variable, and the way there from the root', async () => {
    const held = await explainHeap(file, [{ name: 'keys', secret }, { name: 'absent', secret: randomCore() }]);
    expect(new Set(held.map(({ name }) => name))).toEqual(new Set(['keys']));
    const paths = held.map(({ path }) => path);
    expect(paths).toContainEqual(expect.stringMatching(/\.calls \(Calls\) → \.finished \(Array\) → \[0\] \(closure\) → \.context \(system \/ Context\) → \.key \(/));
  });

  it('is not repeated by that, whatever a property is called', async () => {
    const paths = (await explainHeap(file, [{ name: 'keys', secret }])).map(({ path }) => path);
    expect(paths).toContainEqual(expect.stringMatching(/\.seen \(Object\) → \.… \(/));
    for (const path of paths) {
      for (const text of [secret, [...secret].reverse().join('')]) expect(path).not.toContain(text.slice(0, 12));
    }
  });

  it('is not passed over when its snapshot can’t be read', async () => {
    expect(await explainHeap(join(folder, 'none'), [{ name: 'keys', secret }])).toEqual([{ name: 'keys', path: expect.stringMatching(/^not reckoned: .*ENOENT/) }]);
  });
});
