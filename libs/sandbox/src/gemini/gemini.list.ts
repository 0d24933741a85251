import { sendJson } from '../server/send.js';
import type { Exchange } from '../server/types.js';
import { badRequest, sendError } from './gemini.errors.js';

/** Sends one page of a list under `field`, as `pageSize` and `pageToken` ask for. */
export function sendPage({ response, query }: Exchange, field: string, items: readonly unknown[], most: number): void {
  const size = Math.min(most, Number(query.get('pageSize') ?? 50) || 50);
  const token = query.get('pageToken');
  const from = token === null ? 0 : Number(Buffer.from(token, 'base64url').toString());
  if (!Number.isInteger(from)) return sendError(response, badRequest('Invalid page token.'));
  const more = from + size < items.length;
  const next = more ? { nextPageToken: Buffer.from(String(from + size)).toString('base64url') } : {};
  sendJson(response, 200, { [field]: items.slice(from, from + size), ...next });
}
