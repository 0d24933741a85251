import type { ByokError, ProviderId } from '#contracts';
import type { ProviderFields } from '#providers';
import { needsOwnKey } from './outside-list.js';

/**
 * Why the platform's key may not pay for a call with this query: Google's parameters choose projects and set headers.
 * @param query without `?`
 */
export function queryRefusal(provider: ProviderId, query: string, fields: ProviderFields): ByokError | undefined {
  if (query === '') return undefined;
  const name = query.split('&').map(nameOf).find((candidate) => candidate !== '' && !fields.hasQueryParameter(candidate));
  return name === undefined ? undefined : needsOwnKey(provider, name);
}

function nameOf(pair: string): string {
  const [name = ''] = pair.split('=', 1);
  try {
    return decodeURIComponent(name.replaceAll('+', ' '));
  } catch {
    return name;
  }
}
