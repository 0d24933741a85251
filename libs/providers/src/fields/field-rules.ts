import { isObject, textAt } from '../failure/json.js';

/** What about a value reads something stored: the field in it, empty for the value itself; undefined when nothing does. */
export type FieldRule = (value: unknown) => string | undefined;

/** Google's own hosts, whose files only their project's keys open, and stored files behind any proxy of its API. */
const STORED_FILE = /(?:^|\.)googleapis\.com\.?$/;
const FILE_PATH = /\/files\//;

/** A file's address must be one that anybody can read. */
const publicUrl: FieldRule = (value) => {
  if (value === null || value === undefined) return undefined;
  if (typeof value !== 'string' || !URL.canParse(value)) return '';
  const { protocol, hostname, pathname } = new URL(value);
  const isPublic = (protocol === 'https:' || protocol === 'http:') && !STORED_FILE.test(hostname) && !FILE_PATH.test(pathname);
  return isPublic ? undefined : '';
};

/** An item of Responses that holds nothing but an id stands for a stored one. */
const noReference: FieldRule = (value) => {
  if (!isObject(value)) return undefined;
  const type = value['type'] ?? undefined;
  if (type === undefined && textAt(value, 'role') === undefined && textAt(value, 'id') !== undefined) return 'id';
  if (type === 'reasoning' && !textAt(value, 'encrypted_content')) return 'encrypted_content';
  return undefined;
};

export const RULES: ReadonlyMap<string, FieldRule> = new Map([
  ['public-url', publicUrl],
  ['no-reference', noReference],
]);
