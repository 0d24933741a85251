import type { ByokProviderId, KeyPlace, ProviderId } from '#contracts';

/** A user's own keys as routing takes them. */
export interface OwnKeys<Key> {
  /** Of each provider the first that there is. */
  readonly credentials: ReadonlyMap<ByokProviderId, Key>;
  /** All others, in the order in which they are tried. */
  readonly furtherCredentials: readonly Key[];
}

/** Sorts own keys, of which each provider may have several. */
export function ownKeysOf<Key extends { readonly provider: ProviderId; readonly place: KeyPlace }>(keys: Iterable<Key>): OwnKeys<Key> {
  const credentials = new Map<ByokProviderId, Key>();
  const furtherCredentials: Key[] = [];
  for (const key of [...keys].sort((one, other) => one.place - other.place)) {
    const provider = key.provider as ByokProviderId;
    if (credentials.has(provider)) furtherCredentials.push(key);
    else credentials.set(provider, key);
  }
  return { credentials, furtherCredentials };
}
