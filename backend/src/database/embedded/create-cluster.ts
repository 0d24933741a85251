import { spawn } from 'node:child_process';
import {
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Binaries } from './binaries.js';
import type { ClusterHome } from './cluster-home.js';
import { USER } from './credentials.js';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { programEnvironment } from './program-environment.js';

const DRAFT = 'new-cluster-';

/**
 * Makes the cluster unless it exists. It is made in a draft folder and renamed when complete, so one that exists is
 * whole. Wants the start lock.
 */
export async function createCluster(home: ClusterHome, binaries: Binaries, password: string): Promise<void> {
  if (existsSync(home.cluster)) {
    checkVersion(home.cluster, binaries);
    return;
  }
  for (const name of readdirSync(home.parent)) {
    if (name.startsWith(DRAFT)) rmSync(join(home.parent, name), { recursive: true, force: true });
  }
  const draft = mkdtempSync(join(home.parent, DRAFT));
  try {
    const passwordFile = join(draft, 'password');
    writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
    const cluster = join(draft, 'cluster');
    mkdirSync(cluster, { mode: 0o700 });
    if (home.account)
      for (const path of [draft, passwordFile, cluster]) chownSync(path, home.account.uid, home.account.gid);
    await runInitdb(home, binaries, cluster, passwordFile);
    renameSync(cluster, home.cluster);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

async function runInitdb(home: ClusterHome, binaries: Binaries, cluster: string, passwordFile: string): Promise<void> {
  const initdb = spawn(
    binaries.initdb,
    [
      `--pgdata=${cluster}`,
      `--username=${USER}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
    ],
    {
      ...home.account,
      cwd: cluster,
      env: programEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe'],
      windowsHide: true,
    },
  );
  let complaint = '';
  initdb.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  const code = await new Promise<number | string | null>((resolve) => {
    initdb.once('error', (error) => resolve(error.message));
    initdb.once('close', resolve);
  });
  if (code !== 0) {
    throw new EmbeddedPostgresError(
      `PostgreSQL could not make its files in ${home.parent} (initdb: ${complaint.trim() || code}). Check space and rights there.`,
    );
  }
}

function checkVersion(cluster: string, binaries: Binaries): void {
  const have = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  const sample = readFileSync(join(binaries.postgres, '..', '..', 'share', 'postgresql', 'postgres.bki'), 'utf8').slice(
    0,
    64,
  );
  const run = /PostgreSQL (\d+)/.exec(sample)?.[1];
  if (run !== undefined && run !== have) {
    throw new EmbeddedPostgresError(
      `The database in ${cluster} was made by PostgreSQL ${have}, and this is ${run}. Dump it with the old version and load it into the new one, or set DATABASE_URL to a server of version ${have}.`,
    );
  }
}
