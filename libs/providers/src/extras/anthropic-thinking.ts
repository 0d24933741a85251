import { isObject, textAt } from '../failure/json.js';
import { integerAt } from '../chat/fields.js';
import type { OnDropped } from '../chat/dropped-fields.js';
import { unsupported } from '../chat/refusal.js';

/** From this generation on a model refuses a budget, and decides by itself how long to think. */
const DECIDES_ITSELF = /claude-[a-z]+-[5-9]/;
const DISPLAYS = ['omitted', 'summarized'] as const;

/** Anthropic's `thinking` as the AI SDK takes it. */
export type Thinking =
  | { type: 'adaptive'; display?: (typeof DISPLAYS)[number] }
  | { type: 'enabled'; budgetTokens?: number }
  | { type: 'disabled' };

/** What clients add to OpenAI's format for Claude; undefined when absent. @throws ProviderError `request_invalid` */
export function thinkingOf(value: unknown): Thinking | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isObject(value)) throw unsupported('thinking', 'must be an object with a type.');
  const type = textAt(value, 'type');
  if (type === 'disabled') return { type };
  if (type === 'enabled') {
    const budgetTokens = integerAt(value, 'budget_tokens', 1024, 'thinking.budget_tokens');
    return budgetTokens === undefined ? { type } : { type, budgetTokens };
  }
  if (type !== 'adaptive') throw unsupported('thinking.type', 'must be one of enabled, adaptive and disabled.');
  const display = DISPLAYS.find((known) => known === value['display']);
  return display === undefined ? { type } : { type, display };
}

/** The same as a model takes it. */
export function thinkingFor(model: string, thinking: Thinking | undefined, onDropped: OnDropped): Thinking | undefined {
  if (thinking?.type !== 'enabled' || !DECIDES_ITSELF.test(model)) return thinking;
  if (thinking.budgetTokens !== undefined) onDropped('thinking.budget_tokens');
  return { type: 'adaptive' };
}
