import { readFileSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { CatalogData } from './catalog-data.js';
import { parseCatalog } from './parse-catalog.js';

const BUILT_IN_FILE = fileURLToPath(new URL('./catalog.json', import.meta.url));
const MAX_FILE_BYTES = 1024 * 1024;
const MAX_PROBLEM_LENGTH = 300;

/** A catalog file that can't be taken. The message is one line that continues "the file …" or begins with a line of it; it holds no more of its text than names. */
export class CatalogFileError extends Error {
  override readonly name = 'CatalogFileError';
}

/**
 * Reads and checks a catalog file, or the built-in one.
 * @throws CatalogFileError of one line that says what is wrong, and where possible the file's line
 */
export function readCatalogFile(file?: string): CatalogData {
  try {
    return parseCatalog(readText(file ?? BUILT_IN_FILE));
  } catch (error) {
    const problem = error instanceof Error ? error.message : 'cannot be read';
    throw new CatalogFileError(oneLine(problem), { cause: error });
  }
}

function readText(file: string): string {
  const stats = statOf(file);
  if (stats.isDirectory()) throw new Error('names a directory, not a file');
  if (!stats.isFile()) throw new Error('names something that is not a regular file');
  if (stats.size > MAX_FILE_BYTES) {
    throw new Error(`names a file of ${stats.size} bytes; at most ${MAX_FILE_BYTES} are read`);
  }
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new Error(`names a file that cannot be read (${codeOf(error)})`, { cause: error });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new Error('names a file that is not UTF-8 text', { cause: error });
  }
}

function statOf(file: string) {
  try {
    return statSync(file);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw new Error('names a file that does not exist', { cause: error });
    throw new Error(`names a file that cannot be read (${codeOf(error)})`, { cause: error });
  }
}

/** Names out of the file may hold anything. */
function oneLine(text: string): string {
  const line = text.replace(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' ');
  return line.length > MAX_PROBLEM_LENGTH ? `${line.slice(0, MAX_PROBLEM_LENGTH)}…` : line;
}

function codeOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'unknown error';
}
