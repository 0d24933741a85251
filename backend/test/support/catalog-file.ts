import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readCatalogFile } from '#nestjs-byok';

/** Writes the built-in catalog with other parts in place of its own. @returns the path, for `CATALOG_FILE` */
export function writeCatalog(parts: object): string {
  const file = join(mkdtempSync(join(tmpdir(), 'byok-catalog-')), 'catalog.json');
  writeFileSync(file, JSON.stringify({ ...readCatalogFile(), ...parts }));
  return file;
}
