import { readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { Searcher, type Form } from '#redaction/search';
import type { Control } from './controls.js';

const SECRET = 'secret';

/** What a scan found. */
export interface Findings {
  readonly files: number;
  readonly bytes: number;
  /** Where the secret stands, as `<file>: <form>`. */
  readonly secret: readonly string[];
  /** By area: the forms of the controls that were found in it. */
  readonly controls: ReadonlyMap<string, ReadonlySet<Form>>;
}

/**
 * Looks for a secret in every encoding in all files below a folder, and for the controls in the same way.
 * @param areaOf the part that a file belongs to, such as tables or write-ahead log; each must hold all controls
 */
export async function scanFiles(folder: string, secret: string, controls: readonly Control[], areaOf: (path: string) => string): Promise<Findings> {
  const sought = [{ name: SECRET, secret }, ...controls.map((control) => ({ name: control.form, secret: control.secret }))];
  const areas = new Map<string, Searcher>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    // A running server may have taken the file away meanwhile.
    const content = await readFile(path).catch(() => undefined);
    if (content === undefined || content.length === 0) continue;
    const name = relative(folder, path);
    const area = areaOf(name);
    const searcher = areas.get(area) ?? new Searcher(area, sought);
    areas.set(area, searcher);
    searcher.look(name, content);
  }
  const all = [...areas.values()];
  const controlsIn = ({ found }: Searcher): Set<Form> => new Set(found.filter(({ name, form }) => name === form).map(({ form }) => form));
  return {
    files: all.reduce((sum, { pieces }) => sum + pieces, 0),
    bytes: all.reduce((sum, searcher) => sum + searcher.bytes, 0),
    secret: all.flatMap(({ found }) => found.filter(({ name }) => name === SECRET).map(({ where, form }) => `${where}: ${form}`)),
    controls: new Map(all.map((searcher) => [searcher.place, controlsIn(searcher)])),
  };
}
