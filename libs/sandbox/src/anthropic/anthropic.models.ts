import { sendJson } from '../server/send.js';
import type { Exchange } from '../server/types.js';
import { notFound, sendError } from './anthropic.errors.js';

/** What the emulator lists when it is not told otherwise. */
export const ANTHROPIC_MODELS = [
  'claude-opus-5-5',
  'claude-sonnet-5-5',
  'claude-haiku-5-5',
  'claude-opus-5',
  'claude-sonnet-5',
  'claude-opus-4-6',
  'claude-opus-4-5',
  'claude-sonnet-4-6',
  'claude-sonnet-4-5',
  'claude-haiku-4-5',
] as const;

export function knows(models: readonly string[], id: string): boolean {
  return models.includes(id) || (id.startsWith('claude-') && !/nonexistent|unknown|does-not-exist/.test(id));
}

/** Most tokens that a model reads and writes. */
export function limitsOf(model: string): { input: number; output: number } {
  const wide = /^claude-(?:[a-z]+-(?:[5-9]|4-[6-9]))/.test(model);
  return wide ? { input: 1_000_000, output: 128_000 } : { input: 200_000, output: 64_000 };
}

/** GET /v1/models with `limit`, `after_id` and `before_id`. */
export function listModels({ response, query, models }: Exchange): void {
  const limit = Math.min(1000, Math.max(1, Number(query.get('limit') ?? 20)));
  const after = query.get('after_id');
  const before = query.get('before_id');
  const from = after === null ? 0 : models.indexOf(after) + 1;
  const to = before === null ? models.length : Math.max(0, models.indexOf(before));
  const page = models.slice(from, Math.min(to, from + limit));
  sendJson(response, 200, {
    data: page.map(modelObject),
    has_more: from + page.length < to,
    first_id: page[0] ?? null,
    last_id: page.at(-1) ?? null,
  });
}

/** GET /v1/models/:id. */
export function getModel({ response, models }: Exchange, id: string): void {
  if (knows(models, id)) sendJson(response, 200, modelObject(id));
  else sendError(response, notFound(`model: ${id}`));
}

function modelObject(id: string): Record<string, unknown> {
  const words = id.split('-').filter((word) => !/^\d{8}$/.test(word));
  const display_name = words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');
  return {
    type: 'model',
    id,
    display_name,
    created_at: '2026-02-01T00:00:00Z',
    max_input_tokens: limitsOf(id).input,
    max_tokens: limitsOf(id).output,
  };
}
