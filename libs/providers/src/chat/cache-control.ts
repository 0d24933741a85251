import type { SharedV4ProviderOptions } from '@ai-sdk/provider';
import { isObject, textAt, type JsonObject } from '../failure/json.js';
import { unsupported } from './refusal.js';

/** A part of a prompt, or a tool, as the AI SDK wants the mark: empty where there is none. */
export type CacheMark = { providerOptions?: SharedV4ProviderOptions };

/**
 * Anthropic's `cache_control` of the first of these that has one, as clients add it to OpenAI's format.
 * @param field where the first stands
 * @throws ProviderError `request_invalid`
 */
export function cacheMark(field: string, ...holders: readonly unknown[]): CacheMark {
  const holder = holders.find((candidate): candidate is JsonObject => isObject(candidate) && (candidate['cache_control'] ?? undefined) !== undefined);
  if (holder === undefined) return {};
  const control = cacheControlOf(holder['cache_control'], `${field}.cache_control`);
  return { providerOptions: { anthropic: { cacheControl: control } } };
}

/** @throws ProviderError `request_invalid` */
export function cacheControlOf(value: unknown, field: string): { type: 'ephemeral'; ttl?: '5m' | '1h' } {
  const ttl = textAt(value, 'ttl');
  if (textAt(value, 'type') !== 'ephemeral' || (ttl !== undefined && ttl !== '5m' && ttl !== '1h')) {
    throw unsupported(field, 'must be {type: "ephemeral"}, with a ttl of "5m" or "1h" if any.');
  }
  return { type: 'ephemeral', ...(ttl === undefined ? {} : { ttl }) };
}
