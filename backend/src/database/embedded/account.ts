import { readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';

/** Numeric ids of the account that PostgreSQL runs as. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

const PREFERRED = ['nobody', 'daemon'];

export const runsAsRoot = (): boolean => process.getuid?.() === 0;

/** The account PostgreSQL must run as when we are root, which it refuses to be; undefined: our own. */
export function unprivilegedAccount(): Account | undefined {
  if (!runsAsRoot()) return undefined;
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }))
    .filter(({ uid, gid }) => Number.isInteger(uid) && uid > 0 && Number.isInteger(gid));
  const account = PREFERRED.map((name) => accounts.find((entry) => entry.name === name)).find(Boolean) ?? accounts[0];
  if (!account) {
    throw new EmbeddedPostgresError(
      'PostgreSQL refuses to run as root, and /etc/passwd has no other account to run it as; add one, or set DATABASE_URL to a server.',
    );
  }
  return { uid: account.uid, gid: account.gid };
}

/** Whether the account gets through every folder down to `path`, and into it when it is a folder itself. */
export function canReach(path: string, account: Account): boolean {
  for (let current = path; ; current = dirname(current)) {
    const { mode, uid, gid } = statSync(current);
    const execute = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001;
    const read = uid === account.uid ? 0o400 : gid === account.gid ? 0o040 : 0o004;
    const isFolder = statSync(current).isDirectory();
    if ((mode & (isFolder ? execute : read)) === 0) return false;
    if (current === dirname(current)) return true;
  }
}
