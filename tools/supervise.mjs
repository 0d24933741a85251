/**
 * Keeps a server running: `node supervise.mjs [node] <Node's options> program.js`, or `supervise()`. A server that was ready
 * once and then ends unasked (its watchdog, an abort for want of memory, a crash, kill -9) is started again, at most
 * so many times in so long. Signals pass on to it, and its end is ours. Dependency-free; may be process 1.
 */
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { constants } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** Longer than a port needs to be free again. */
const PAUSE_MS = 1_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** Runs `command` until it ends for good, and ends this process in the same way. */
export async function supervise(command, parameters, { env = process.env, restarts = 5, withinMs = 600_000 } = {}) {
  let child;
  let asked = false;
  const passOn = (signal) => {
    asked = true;
    child.kill(signal);
  };
  // A terminal's Ctrl-C reaches the server twice, which does it no harm.
  for (const signal of SIGNALS) process.on(signal, passOn);
  // Node would open a debugger's port, and our environment has what the server's has.
  process.on('SIGUSR1', () => undefined);

  let wasReady = false;
  const times = [];
  for (;;) {
    // The channel tells us that the server is ready, and the server that we are gone.
    child = spawn(command, parameters, { env, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
    child.once('message', (message) => (wasReady ||= message === 'ready'));
    const { code, signal, error } = await endOf(child);
    const how = signal ?? `code ${code}`;
    const failed = signal ? !SIGNALS.includes(signal) : code !== 0;
    if (asked || !failed || !wasReady) {
      if (error) process.stderr.write(`${error.message}\n`);
      return end(code, signal);
    }
    const now = performance.now();
    while (times.length > 0 && now - times[0] > withinMs) times.shift();
    if (times.length === restarts) {
      log('fatal', `The server ended (${how}) after ${restarts} restarts in ${withinMs / 60_000} minutes, and is not started again.`);
      return end(1);
    }
    times.push(now);
    log('error', `The server ended (${how}) and is started again, for the ${times.length}. of at most ${restarts} times in ${withinMs / 60_000} minutes.`);
    await pause(PAUSE_MS);
    if (asked) return end(0);
  }

  function end(code, signal) {
    for (const name of SIGNALS) process.off(name, passOn);
    if (signal) process.kill(process.pid, signal);
    // Process 1 doesn't die of its own signals.
    process.exit(code ?? 128 + constants.signals[signal]);
  }
}

function endOf(child) {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 1, error }));
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
}

/** In the form of the server's log. */
function log(level, msg) {
  process.stderr.write(`${JSON.stringify({ level, time: new Date().toISOString(), context: 'Supervisor', msg })}\n`);
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [first, ...others] = process.argv.slice(2);
  await supervise(process.execPath, first === 'node' ? others : [first, ...others]);
}
