import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { StartError } from '../start.error.js';

/** The user's own folder for settings. */
export function rootsFile(environment: NodeJS.ProcessEnv = process.env): string {
  const folder = process.platform === 'win32' ? environment['APPDATA'] : environment['XDG_CONFIG_HOME'];
  return join(folder || join(homedir(), '.config'), 'byok-agent', 'roots.json');
}

/** The roots of platforms as they were at the first visit, by origin, in a file that only the user reads. Public halves; no key. */
export class PinnedRoots {
  constructor(readonly file: string = rootsFile()) {}

  /** @throws StartError when the file is there and can't be understood: a lost root must not pass for a first visit */
  async read(origin: string): Promise<string | undefined> {
    return (await this.#all()).get(origin);
  }

  async pin(origin: string, root: string): Promise<void> {
    const roots = Object.fromEntries((await this.#all()).set(origin, root));
    const draft = `${this.file}.${randomUUID()}`;
    try {
      await mkdir(dirname(this.file), { recursive: true, mode: 0o700 });
      await writeFile(draft, `${JSON.stringify(roots, null, 2)}\n`, { mode: 0o600, flag: 'wx' });
      await rename(draft, this.file);
    } catch (error) {
      await rm(draft, { force: true });
      throw new StartError(`The platform's root could not be written to ${this.file} (${(error as NodeJS.ErrnoException).code}).`, { cause: error });
    }
  }

  async #all(): Promise<Map<string, string>> {
    let text: string;
    try {
      text = await readFile(this.file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
      throw new StartError(`${this.file} could not be read (${(error as NodeJS.ErrnoException).code}).`, { cause: error });
    }
    const entries = entriesOf(text);
    if (entries?.every((entry): entry is [string, string] => typeof entry[1] === 'string') !== true) throw new StartError(`${this.file} is not a list of roots by platform: mend it, or delete it to accept the platform's root as at a first visit.`);
    return new Map(entries);
  }
}

function entriesOf(text: string): [string, unknown][] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? Object.entries(value) : undefined;
  } catch {
    return undefined;
  }
}
