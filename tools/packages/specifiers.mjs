/** Imports in built files: `#name` becomes the package's real name. */
import ts from 'typescript';
import { publishedSpecifier } from './manifest.mjs';

const NAME = /(['"`])(#[a-z-]+(?:\/[a-z-]+)*)\1/g;

/** Every module that a .js or .d.ts names: imports, exports, `import('…')`, also as a type, and `declare module '…'`. */
export function importedModules(text) {
  const { importedFiles, ambientExternalModules } = ts.preProcessFile(text, true, true);
  return [...importedFiles.map(({ fileName }) => fileName), ...(ambientExternalModules ?? [])];
}

function published(specifier, file) {
  const name = publishedSpecifier(specifier);
  if (!name) throw new Error(`${file} names ${specifier}, which no package.json in libs offers.`);
  return name;
}

/**
 * Replaces imports, and strings that are nothing but the name of a library: names of modules that are imported later.
 * @throws Error for an import of a `#name` that is no entry of a library
 */
export function withPublishedNames(text, file) {
  for (const specifier of importedModules(text)) if (specifier.startsWith('#')) published(specifier, file);
  return text.replaceAll(NAME, (whole, quote, specifier) => (publishedSpecifier(specifier) ? `${quote}${publishedSpecifier(specifier)}${quote}` : whole));
}

/** As `withPublishedNames`, for whatever stands between quotes or backticks in a README. @throws Error for what is no library */
export function withPublishedNamesInPage(text, file) {
  return text.replaceAll(NAME, (_whole, quote, specifier) => `${quote}${published(specifier, file)}${quote}`);
}
