/** Imported by a server before its own code: says its process id, and on SIGURG works without a turn for `HANG_MS`. */
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  process.stdout.write(`process ${process.pid}\n`);
  process.on('SIGURG', () => {
    const start = performance.now();
    while (performance.now() - start < Number(process.env.HANG_MS));
  });
}
