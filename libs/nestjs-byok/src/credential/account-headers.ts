import type { IncomingHttpHeaders } from 'node:http';
import { BYOK_PROVIDERS, ByokError, PROVIDER_ACCOUNT_HEADERS, type ByokProviderId } from '#contracts';
import type { AccountHeaders } from './call-scope.js';
import type { Credential } from './credential.js';

const FORM = /^[\w.:-]{1,128}$/;
const ALL = BYOK_PROVIDERS.flatMap((provider) => PROVIDER_ACCOUNT_HEADERS[provider].map((name) => [provider, name] as const));

/**
 * The headers of a request that choose an account at a provider; undefined when there are none.
 * @throws ByokError invalid_input
 */
export function accountHeadersOf(headers: IncomingHttpHeaders): AccountHeaders | undefined {
  let found: Partial<Record<ByokProviderId, Record<string, string>>> | undefined;
  for (const [provider, name] of ALL) {
    const value = headers[name];
    if (value === undefined || value === '') continue;
    if (typeof value !== 'string' || !FORM.test(value)) throw malformed(name);
    found ??= {};
    found[provider] = { ...found[provider], [name]: value };
  }
  return found;
}

/** What goes out with a credential: only with the user's first own key, since the accounts are that key's. */
export function accountHeadersFor(credential: Credential, accounts: AccountHeaders | undefined): Readonly<Record<string, string>> | undefined {
  if (accounts === undefined || credential.source !== 'byok' || credential.place !== 1) return undefined;
  return accounts[credential.provider as ByokProviderId];
}

function malformed(name: string): ByokError {
  const message = 'must be 1 to 128 letters, digits, "_", ".", ":" and "-"; send it once';
  return new ByokError('invalid_input', `The header ${name} ${message}.`, { errors: [{ field: name, message }] });
}
