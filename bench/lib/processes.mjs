/** Child processes of a measurement and the CPU they used. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const children = new Set();
process.on('exit', () => children.forEach((child) => child.kill('SIGKILL')));

/** Starts a script and resolves with its process and the first match of `ready` in what it prints. */
export function start(script, parameters, env, ready, options = []) {
  const child = spawn(process.execPath, ['--enable-source-maps', ...options, '--inspect-port=0', script, ...parameters], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.add(child);
  child.stderr.on('data', (chunk) => /inspector|Debugger/.test(String(chunk)) || process.stderr.write(chunk));
  return new Promise((resolve, reject) => {
    let output = '';
    child.stdout.on('data', (chunk) => {
      output = (output + chunk).slice(-4096);
      const match = ready.exec(output);
      if (match) resolve({ child, match });
    });
    child.once('exit', (code) => reject(new Error(`${script} ended with ${code}: ${output}`)));
  });
}

/** CPU seconds (user and system) and resident bytes of a process so far (Linux). */
export function usage(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  const [utime, stime] = [Number(fields[11]), Number(fields[12])];
  const resident = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;
  return { cpu: (utime + stime) / 100, resident };
}

const inspectors = new WeakMap();

/** Opens the inspector of a running process; `start` gave it a free port. */
function inspectorOf(child) {
  if (!inspectors.has(child)) {
    inspectors.set(
      child,
      new Promise((resolve, reject) => {
        child.stderr.on('data', (chunk) => {
          const match = /ws:\/\/\S+/.exec(String(chunk));
          if (match) resolve(match[0]);
        });
        setTimeout(() => reject(new Error(`${child.spawnargs.join(' ')} opened no inspector on SIGUSR1.`)), 10_000).unref();
        child.kill('SIGUSR1');
      }),
    );
  }
  return inspectors.get(child);
}

/** Collects the process's garbage and gives the system a moment to take the pages back. @returns `usage` then */
export async function settle({ child }) {
  const socket = new WebSocket(await inspectorOf(child));
  await new Promise((resolve, reject) => Object.assign(socket, { onopen: resolve, onerror: reject }));
  for (let id = 1; id <= 2; id += 1) {
    const done = new Promise((resolve) => (socket.onmessage = resolve));
    socket.send(JSON.stringify({ id, method: 'HeapProfiler.collectGarbage' }));
    await done;
  }
  socket.close();
  await sleep(1500);
  return usage(child.pid);
}

export async function stop({ child }) {
  children.delete(child);
  child.removeAllListeners('exit');
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), 5000).unref();
  await gone;
}
