import { sendJson } from '../server/send.js';
import type { Exchange } from '../server/types.js';

/** Sends one page of a list, as `limit`, `after`, `before` and `order` ask for. `items` stand oldest first. */
export function sendPage({ response, query }: Exchange, items: readonly object[], order: 'asc' | 'desc' = 'desc'): void {
  const all = (query.get('order') ?? order) === 'asc' ? [...items] : [...items].reverse();
  const idOf = (item: object | undefined): string | null => (item as { id?: string } | undefined)?.id ?? null;
  const limit = Math.min(100, Math.max(1, Number(query.get('limit') ?? 20) || 20));
  const after = query.get('after');
  const from = after === null ? 0 : all.findIndex((item) => idOf(item) === after) + 1;
  const data = all.slice(from, from + limit);
  sendJson(response, 200, {
    object: 'list',
    data,
    first_id: idOf(data[0]),
    last_id: idOf(data.at(-1)),
    has_more: from + data.length < all.length,
  });
}
