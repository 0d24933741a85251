import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { canReach, unprivilegedAccount, type Account } from './account.js';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import type { EmbeddedPostgresLogger } from './embedded-postgres.logger.js';
import { isPostmasterOf, readPostmaster } from './postmaster-file.js';
import { sharedFolder } from './shared-folder.js';

const POINTER = 'cluster-location';

/** Where everything of one embedded server is; all paths absolute and free of symbolic links. */
export interface ClusterHome {
  /** Ours, in the data directory: password, locks, log. */
  readonly folder: string;
  /** PostgreSQL's data directory; it may not exist yet. */
  readonly cluster: string;
  /** Where PostgreSQL's account can make `cluster`. */
  readonly parent: string;
  /** What PostgreSQL runs as; undefined: as we do. */
  readonly account: Account | undefined;
}

/** Finds, and on first use decides, where the cluster is. Wants the start lock, which is in `folder`. */
export function locateCluster(folder: string, logger: EmbeddedPostgresLogger): ClusterHome {
  const inPlace = join(folder, 'cluster');
  const pointer = join(folder, POINTER);
  const account = unprivilegedAccount();
  if (!account) return { folder, cluster: inPlace, parent: folder, account };

  const pointed = existsSync(pointer) ? readFileSync(pointer, 'utf8').trim() : undefined;
  if (pointed !== undefined && existsSync(pointed))
    return { folder, cluster: pointed, parent: join(pointed, '..'), account: ownerOf(pointed) ?? account };
  const owner = (existsSync(inPlace) && ownerOf(inPlace)) || account;
  if (canReach(folder, owner)) return { folder, cluster: inPlace, parent: folder, account: owner };
  return elsewhere(folder, owner, logger);
}

/** PostgreSQL can't be root, and its account can't get to the data directory: the cluster goes where it can. */
function elsewhere(folder: string, account: Account, logger: EmbeddedPostgresLogger): ClusterHome {
  const name = createHash('sha256').update(realpathSync(folder)).digest('hex').slice(0, 16);
  const parent = join(sharedFolder(account, folder), name);
  const cluster = join(parent, 'cluster');
  if (existsSync(cluster)) setAside(cluster, logger);
  mkdirSync(parent, { recursive: true, mode: 0o700 });
  chownSync(parent, account.uid, account.gid);
  moveCluster(join(folder, 'cluster'), cluster);
  writeFileSync(join(folder, POINTER), `${cluster}\n`);
  logger.info(`PostgreSQL can't run as root, and its own user can't get into ${folder}: the database is in ${parent}`);
  return { folder, cluster, parent, account };
}

/** One that was reachable until now, before a folder above was closed or the data directory moved. */
function moveCluster(from: string, to: string): void {
  if (!existsSync(from)) return;
  const running = readPostmaster(from);
  if (running && isPostmasterOf(running.pid, from)) {
    throw new EmbeddedPostgresError(
      `PostgreSQL (process ${running.pid}) still runs on ${from}; stop it and start again.`,
    );
  }
  const { status, stderr } = spawnSync('mv', [from, to], { encoding: 'utf8' });
  if (status !== 0)
    throw new EmbeddedPostgresError(`The database in ${from} could not be moved to ${to}: ${stderr.trim()}`);
}

/** A cluster that no data directory points to any more: its password is lost, but nobody said that its data may go. */
function setAside(cluster: string, logger: EmbeddedPostgresLogger): void {
  const running = readPostmaster(cluster);
  if (running && isPostmasterOf(running.pid, cluster)) process.kill(running.pid, 'SIGQUIT');
  const aside = `${cluster}-before-${new Date().toISOString().replace(/\D/g, '').slice(0, 14)}`;
  renameSync(cluster, aside);
  logger.warn(
    `${cluster} was left by an earlier installation; it is now ${aside}, delete it when nothing there is needed`,
  );
}

function ownerOf(path: string): Account | undefined {
  const { uid, gid } = statSync(path);
  return uid === 0 ? undefined : { uid, gid };
}
