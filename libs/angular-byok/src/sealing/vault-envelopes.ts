import { KEY_PLACES, PROVIDER_ACCOUNT_HEADERS, keyHeaderOf, type ByokProviderId, type RequestEnvelope, type TransitKeyView } from '#contracts';
import type { ProviderAccounts, Vault } from '#vault';
import { TransitSealer, type TransitKeySource } from './transit-sealer.js';
import { isAccountId } from './account-id.js';
import type { VaultEntry } from '../state/vault-entry.js';
import type { AccountHeaders, EnvelopeHeaders } from '../vault/vault.types.js';

/** Seals keys of an open vault for the headers of a call. No key outlasts its sealing. Plain code, loaded when it is needed. */
export class VaultEnvelopes {
  private readonly sealer: TransitSealer;

  constructor(source: TransitKeySource) {
    this.sealer = new TransitSealer(source);
  }

  /**
   * @param entries in the order in which each provider's are to be tried
   * @returns at most three envelopes of each provider, with the accounts chosen for its first key
   * @throws VaultError as `VaultFacade.sealedHeaders` does
   */
  async headersFor(entries: readonly VaultEntry[], vault: Vault, userId: string): Promise<EnvelopeHeaders> {
    const headers: Record<`x-byok-${string}-key${string}`, RequestEnvelope> = {};
    let accounts: AccountHeaders = {};
    const places = new Map<ByokProviderId, number>();
    for (const { id, provider, damaged, accounts: chosen } of entries) {
      const place = KEY_PLACES[places.get(provider) ?? 0];
      // Damaged ones come last: where another key can be used, it is.
      if (place === undefined || (damaged && place > 1)) continue;
      places.set(provider, place);
      vault.assertUsable();
      headers[keyHeaderOf(provider, place) as `x-byok-${string}-key${string}`] = this.sealer.reusable(userId, id) ?? (await this.seal(vault, userId, id, provider));
      if (place === 1) accounts = { ...accounts, ...accountHeaders(provider, chosen) };
    }
    vault.assertUsable();
    return { ...headers, ...accounts };
  }

  /** What keys are sealed to now, vouched for by the pinned root where there is one. Fails as its source does. */
  transitKey(): Promise<TransitKeyView> {
    return this.sealer.currentKey();
  }

  /**
   * Gets the transit key ahead of its use, and with it pins the root before the first key is typed. Never throws: who
   * seals hears what is wrong, and `TransitRoot` shows it.
   */
  prepare(): void {
    this.sealer.prepare().catch(() => undefined);
  }

  /** Cleared on lock, sign-out and change of account. */
  forget(): void {
    this.sealer.forgetEnvelopes();
  }

  /** The server could not open them: its transit key goes too. */
  discard(): void {
    this.sealer.forgetEnvelopes();
    this.sealer.forgetTransitKey();
  }

  private async seal(vault: Vault, userId: string, id: string, provider: ByokProviderId): Promise<RequestEnvelope> {
    await this.sealer.prepare();
    return vault.withKey(id, (key) => this.sealer.seal(userId, provider, id, key));
  }
}

/** Those that the provider has, in the form that the server takes: another would make it refuse the call. */
function accountHeaders(provider: ByokProviderId, chosen: ProviderAccounts = {}): AccountHeaders {
  const fitting = PROVIDER_ACCOUNT_HEADERS[provider].filter((name) => isAccountId(chosen[name] ?? ''));
  return Object.fromEntries(fitting.map((name) => [name, chosen[name]]));
}
