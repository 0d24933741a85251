/** Lets the built packages find each other's types by their published names, as where they are installed. */
import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { libraries, packagesFolder, publishedName } from './manifest.mjs';

/** Several builds at once may do it. */
export function linkPackages() {
  for (const library of libraries) {
    const link = join(packagesFolder, 'node_modules', publishedName(library));
    mkdirSync(dirname(link), { recursive: true });
    try {
      symlinkSync(relative(dirname(link), join(packagesFolder, library)), link, 'junction');
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
}
