/** A server of nothing with a quick watchdog; each line on standard input is a command. */
import { linkToStarter, startWatchdog } from '../../src/watchdog/index.js';

const WAIT_MS = 4_000;

const commands: Record<string, () => void> = {
  hang: () => {
    for (;;);
  },
  'hang in microtasks': () => {
    const again = (): void => queueMicrotask(again);
    again();
  },
  wait: () => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS),
  throw: () => {
    throw new Error('Planted.');
  },
  abort: () => process.abort(),
  greet: () => void process.stdout.write('hello\n'),
};

const tellReady = linkToStarter();
startWatchdog({ stallMs: 1_000, periodMs: 100, latenessMs: 500 });
process.stdin.setEncoding('utf8').on('data', (text: string) => {
  for (const line of text.trim().split('\n')) commands[line]?.();
});
tellReady();
process.stdout.write(`process ${process.pid}\n`);
