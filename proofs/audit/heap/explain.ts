import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Sought } from '#redaction/search';
import type { HeldSecret } from './retaining-paths.js';

const REGISTER = fileURLToPath(new URL('../../../backend/test/support/register-typescript.mjs', import.meta.url));
const PROGRAM = fileURLToPath(new URL('./explain.process.ts', import.meta.url));

/** Why secrets are in the heap of a snapshot. In a process of its own: it works for seconds at one go, and needs much memory. Never throws. */
export async function explainHeap(file: string, sought: readonly Sought[]): Promise<readonly HeldSecret[]> {
  const child = spawn(process.execPath, ['--max-old-space-size=4096', '--disable-warning=ExperimentalWarning', `--import=${REGISTER}`, PROGRAM], { stdio: ['pipe', 'pipe', 'pipe'] });
  const killWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithUs);
  // Not in its command line, which others may read.
  child.stdin.on('error', () => undefined);
  child.stdin.end(JSON.stringify({ file, sought }));
  const [answer, failure, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  process.off('exit', killWithUs);
  if (code === 0) return JSON.parse(answer) as HeldSecret[];
  return sought.map(({ name }) => ({ name, path: `not reckoned: ${failure.trim().split('\n').find((line) => line.includes('Error')) ?? `exit ${String(code)}`}` }));
}
