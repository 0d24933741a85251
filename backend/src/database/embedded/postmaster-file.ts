import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

/** What a running server writes about itself into `postmaster.pid` (PostgreSQL, "pidfile.h"). */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

export const postmasterFile = (cluster: string): string => join(cluster, 'postmaster.pid');

/** The server that runs on the cluster, or that died there without tidying up. */
export function readPostmaster(cluster: string): Postmaster | undefined {
  try {
    const [pid, , , port] = readFileSync(postmasterFile(cluster), 'utf8').split('\n');
    return Number(pid) > 0 ? { pid: Number(pid), port: Number(port) || 0 } : undefined;
  } catch {
    return undefined;
  }
}

/** False for a process that is gone, a zombie, and another program that was given the same number since. */
export function isPostmasterOf(pid: number, cluster: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  if (process.platform === 'win32') return true;
  return commandOf(pid)
    .split(/[\0\n]| (?=-)/)
    .some((part) => part === cluster || part === `-D ${cluster}`);
}

function commandOf(pid: number): string {
  if (process.platform !== 'linux')
    return spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** Backends that outlived their postmaster and keep the cluster's shared memory; only Linux can tell. */
export function orphanedBackends(cluster: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      if (!Number.isInteger(pid) || pid <= 1 || pid === process.pid) return false;
      try {
        return (
          readlinkSync(`/proc/${pid}/cwd`) === cluster &&
          readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('postgres:')
        );
      } catch {
        return false;
      }
    });
}
