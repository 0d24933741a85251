import { sendJson } from '../server/send.js';
import type { Exchange } from '../server/types.js';

/** Sends one page of a list, as `limit`, `after_id` and `before_id` ask for. `items` stand oldest first. */
export function sendPage({ response, query }: Exchange, items: readonly { id: string }[]): void {
  const all = [...items].reverse();
  const limit = Math.min(1000, Math.max(1, Number(query.get('limit') ?? 20) || 20));
  const after = query.get('after_id');
  const before = query.get('before_id');
  const from = after === null ? 0 : all.findIndex(({ id }) => id === after) + 1;
  const to = before === null ? all.length : Math.max(0, all.findIndex(({ id }) => id === before));
  const data = all.slice(from, Math.min(to, from + limit));
  sendJson(response, 200, {
    data,
    has_more: from + data.length < to,
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
  });
}
