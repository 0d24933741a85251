import { ByokError, type ProviderId } from '#contracts';
import { shownPath } from './outside-list.js';

/** Fields that name something stored, when a text stands in them; a conversation or a prompt may also be an object with an id. */
const NAMES: ReadonlySet<string> = new Set([
  'file_id',
  'file_ids',
  'fileUri',
  'file_uri',
  'previous_response_id',
  'previous_interaction_id',
  'conversation',
  'container',
  'container_id',
  'cachedContent',
  'cached_content',
  'vector_store_ids',
]);
/** Flags that have the answer stored. */
const FLAGS: ReadonlySet<string> = new Set(['store', 'background']);

/**
 * Where a body has something stored at its provider, or reads it by an id; undefined when it doesn't. What is stored
 * belongs to the user's first own key. Not recursive: a body may nest deep.
 */
export function storedReferenceIn(body: unknown): string | undefined {
  const pending: [value: unknown, path: string][] = [[body, '']];
  while (pending.length > 0) {
    const [value, path] = pending.pop() as [unknown, string];
    if (typeof value !== 'object' || value === null) continue;
    if (Array.isArray(value)) {
      value.forEach((element, index) => pending.push([element, `${path}[${index}]`]));
      continue;
    }
    const { type, id } = value as Record<string, unknown>;
    if (type === 'item_reference' && typeof id === 'string') return `${path}.id`;
    for (const [name, inner] of Object.entries(value)) {
      const at = path === '' ? name : `${path}.${name}`;
      if (NAMES.has(name) && isNamed(inner)) return at;
      if (FLAGS.has(name) && path === '' && inner === true) return at;
      if (name === 'prompt' && path === '' && typeof (inner as { id?: unknown } | null)?.id === 'string') return at;
      pending.push([inner, at]);
    }
  }
  return undefined;
}

function isNamed(value: unknown): boolean {
  if (typeof value === 'string') return value !== '' && value !== 'auto' && value !== 'none';
  if (Array.isArray(value)) return value.some((element) => typeof element === 'string');
  return typeof (value as { id?: unknown } | null)?.id === 'string';
}

/** Why a further own key may not serve: the thing is, or would be, at the first one's account. */
export function furtherKeyRefusal(provider: ProviderId, body: unknown): ByokError | undefined {
  const path = storedReferenceIn(body);
  if (path === undefined) return undefined;
  const shown = shownPath(path);
  return new ByokError('key_required', `"${shown}" stores something at ${provider}, or reads what is stored there: that works with your first key alone.`, { param: shown });
}
