import { idOf, sendJson } from '../server/send.js';
import type { OpenAiCall, OpenAiRoute } from './openai.routes.js';

const CATEGORIES = ['harassment', 'hate', 'illicit', 'self-harm', 'sexual', 'violence'];

/** Moderation: nothing in the sandbox is ever flagged. */
export const MODERATION_ROUTES: readonly OpenAiRoute[] = [
  { method: 'POST', path: /^\/v1\/moderations$/, body: 'json', needs: ['input'], handle: moderate },
];

function moderate({ exchange, request }: OpenAiCall): void {
  const inputs = Array.isArray(request['input']) ? request['input'] : [request['input']];
  const each = <T>(value: T): Record<string, T> => Object.fromEntries(CATEGORIES.map((name) => [name, value]));
  sendJson(exchange.response, 200, {
    id: idOf('modr-'),
    model: request['model'] ?? 'omni-moderation-latest',
    results: inputs.map(() => ({ flagged: false, categories: each(false), category_scores: each(0.0001) })),
  });
}
