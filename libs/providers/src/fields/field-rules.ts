import { isObject, textAt } from '../failure/json.js';

/** What about a value reads something stored: the field in it, empty for the value itself; undefined when nothing does. */
export type FieldRule = (value: unknown) => string | undefined;

/** Google's own hosts, whose files only their project's keys open, and stored files behind any proxy of its API. */
const STORED_FILE = /(?:^|\.)googleapis\.com\.?$/;
const FILE_PATH = /\/files\//;

/** Whether anybody can read what stands at an address of the web. */
export function isPublicUrl(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, pathname } = new URL(address);
  return (protocol === 'https:' || protocol === 'http:') && !STORED_FILE.test(hostname) && !FILE_PATH.test(pathname);
}

/** A file's address must be one that anybody can read. */
const publicUrl: FieldRule = (value) => {
  if (value === null || value === undefined) return undefined;
  return typeof value === 'string' && isPublicUrl(value) ? undefined : '';
};

/** Say nothing of what an item holds. */
const LABELS: ReadonlySet<string> = new Set(['id', 'type', 'status']);

const isBareId = (item: Record<string, unknown>): boolean =>
  textAt(item, 'id') !== undefined && Object.entries(item).every(([name, value]) => LABELS.has(name) || (value ?? undefined) === undefined);

/** An item of Responses that holds nothing but an id stands for a stored one. */
const noReference: FieldRule = (value) => {
  if (!isObject(value)) return undefined;
  const type = value['type'] ?? undefined;
  // The list says of its type what it stands for.
  if (type !== 'item_reference' && isBareId(value)) return 'id';
  if (type === undefined && textAt(value, 'role') === undefined && textAt(value, 'id') !== undefined) return 'id';
  if (type === 'reasoning' && !textAt(value, 'encrypted_content')) return 'encrypted_content';
  return undefined;
};

/** A function's result may be content with an address, which anybody must be able to read. */
const publicResult: FieldRule = (value) => (isObject(value) && typeof value['uri'] === 'string' && !isPublicUrl(value['uri']) ? 'uri' : undefined);

const MEDIA: ReadonlySet<unknown> = new Set(['audio', 'image', 'video']);

/** What has a price of its own is not asked for by a format either. */
const textFormat: FieldRule = (value) => (isObject(value) && MEDIA.has(value['type']) ? 'type' : undefined);

/** A text names what is stored, an object asks for a new one. */
const byId: FieldRule = (value) => (typeof value === 'string' ? '' : undefined);

export const RULES: ReadonlyMap<string, FieldRule> = new Map([
  ['public-url', publicUrl],
  ['no-reference', noReference],
  ['public-result', publicResult],
  ['text-format', textFormat],
  ['by-id', byId],
]);
