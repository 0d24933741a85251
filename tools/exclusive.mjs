/** One npm script at a time may change node_modules or dist. Dependency-free, must run on Node 20. */
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Runs `work` while holding the lock file; calls `onWait` once when another living process has it. A signal aborts
 * the AbortSignal that `work` gets, and ends this process once `work` has come to rest.
 */
export async function exclusively(path, onWait, work) {
  mkdirSync(dirname(path), { recursive: true });
  for (let waited = false; !take(path);) {
    if (!waited) onWait();
    waited = true;
    await pause(200);
  }
  const aborting = new AbortController();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  const abort = (signal) => aborting.abort(signal);
  for (const signal of signals) process.on(signal, abort);
  try {
    return await work(aborting.signal);
  } finally {
    rmSync(path, { force: true });
    for (const signal of signals) process.off(signal, abort);
    if (aborting.signal.aborted) process.kill(process.pid, aborting.signal.reason);
  }
}

/** Waits for the child's end, and brings it about when `signal` aborts; resolves with its exit code. */
export function untilEnd(child, signal) {
  let impatience;
  const end = () => {
    child.kill('SIGTERM');
    impatience = setTimeout(() => child.kill('SIGKILL'), 2_000);
  };
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  return new Promise((resolve) => {
    child.once('error', (error) => {
      process.stderr.write(`${error.message}\n`);
      resolve(1);
    });
    child.once('close', (code) => resolve(code ?? 1));
  }).finally(() => {
    signal.removeEventListener('abort', end);
    clearTimeout(impatience);
  });
}

/**
 * The file appears with its owner in it or not at all. A dead owner's file is moved away, and put back if it was
 * not that one any more.
 */
function take(path) {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${process.pid} ${startOf(process.pid)}`);
  try {
    if (link(draft, path)) return true;
    const owner = read(path);
    if (owner === undefined || isAlive(owner)) return false;
    const moved = `${draft}.dead`;
    try {
      renameSync(path, moved);
    } catch {
      return false;
    }
    if (read(moved) !== owner) link(moved, path);
    rmSync(moved, { force: true });
    return link(draft, path);
  } finally {
    rmSync(draft, { force: true });
  }
}

function link(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/** A number that is in use again counts as dead: its process started at another time. */
function isAlive(owner) {
  const [pid, start] = owner.split(' ');
  try {
    process.kill(Number(pid), 0);
  } catch (error) {
    if (error.code !== 'EPERM') return false;
  }
  return startOf(pid) === start;
}

function startOf(pid) {
  const stat = read(`/proc/${pid}/stat`);
  if (stat === undefined) return 'unknown';
  const [state, ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' ? 'ended' : fields[18];
}
