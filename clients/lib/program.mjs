/** Runs a client that is a program of its own, and gives what it printed. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const require = createRequire(import.meta.url);
const LIMIT_MS = 60_000;

/** The path of a file in an installed package. */
export function fileIn(name, path) {
  // Not by the package's exports: a program's file is seldom among them.
  for (const folder of require.resolve.paths(name)) {
    const found = join(folder, name, path);
    if (existsSync(found)) return found;
  }
  throw new Error(`${name} is not installed, or has no ${path}.`);
}

/**
 * @param {string[]} command
 * @returns {Promise<{ code: number | null, output: string, errors: string, lines: object[] }>} `lines` are those of `output` that are JSON objects
 */
export function program([file, ...parameters]) {
  const child = spawn(file, parameters, { stdio: ['ignore', 'pipe', 'pipe'], timeout: LIMIT_MS, killSignal: 'SIGKILL' });
  let output = '';
  let errors = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (errors += chunk));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, output, errors, lines: jsonLines(output) }));
  });
}

function jsonLines(output) {
  return output.split('\n').flatMap((line) => {
    try {
      const value = JSON.parse(line);
      return typeof value === 'object' && value !== null ? [value] : [];
    } catch {
      return [];
    }
  });
}

