import { readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { findCanary, type CanaryForm } from '#redaction';
import type { Control } from './controls.js';

/** What a scan found. */
export interface Findings {
  readonly files: number;
  readonly bytes: number;
  /** Where the secret stands, as `<file>: <form>`. */
  readonly secret: readonly string[];
  /** By area: the controls that were found, as `<name>: <form>`. */
  readonly controls: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Looks for a secret in every encoding in all files below a folder, and for the controls in the same way.
 * @param areaOf the part that a file belongs to, such as tables or write-ahead log; each must hold all controls
 */
export async function scanFiles(folder: string, secret: string, controls: readonly Control[], areaOf: (path: string) => string): Promise<Findings> {
  const found: string[] = [];
  const seen = new Map<string, Set<string>>();
  let bytes = 0;
  let files = 0;
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    // A running server may have taken the file away meanwhile.
    const content = await readFile(path).catch(() => undefined);
    if (content === undefined || content.length === 0) continue;
    files += 1;
    bytes += content.length;
    const name = relative(folder, path);
    const form = findCanary(content, secret);
    if (form !== undefined) found.push(`${name}: ${form}`);
    const area = areaOf(name);
    const inArea = seen.get(area) ?? new Set<string>();
    seen.set(area, inArea);
    for (const control of controls) {
      if (inArea.has(labelOf(control, control.form))) continue;
      const controlForm = findCanary(content, control.secret);
      if (controlForm !== undefined) inArea.add(labelOf(control, controlForm));
    }
  }
  return { files, bytes, secret: found, controls: seen };
}

export function labelOf({ name }: Control, form: CanaryForm): string {
  return `${name}: ${form}`;
}
