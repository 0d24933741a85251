import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { canReach, type Account } from './account.js';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';

const TEMPORARY = join(tmpdir(), 'byok');

/** In order of permanence. */
const CANDIDATES = ['/var/lib/byok', '/var/tmp/byok', TEMPORARY];

/**
 * A folder that belongs to root and that `account` gets through, for what it can't reach where it belongs. One that someone else
 * made is not used: its owner could swap the programs in it. What belongs to a temporary `path` stays temporary.
 */
export function sharedFolder(account: Account, path = '/'): string {
  const isTemporary = path.startsWith(`${tmpdir()}/`);
  for (const folder of isTemporary ? [TEMPORARY, ...CANDIDATES] : CANDIDATES) {
    try {
      if (!canReach(dirname(folder), account)) continue;
      mkdirSync(folder, { recursive: true });
      const { uid } = lstatSync(folder);
      if (uid !== 0 || !lstatSync(folder).isDirectory()) continue;
      chmodSync(folder, 0o755);
      return folder;
    } catch {
      continue;
    }
  }
  throw new EmbeddedPostgresError(
    `PostgreSQL can't run as root, and none of ${CANDIDATES.join(', ')} can be written. Start as another user, or set DATABASE_URL to a server.`,
  );
}
