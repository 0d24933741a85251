import { BYOK_PROVIDERS, KEY_PLACES, keyHeaderOf, type ByokProviderId, type KeyPlace, type TransitKeyView } from '#contracts';
import { sealEnvelope } from '#transit';
import type { HttpClient } from './http.js';
import type { Account } from './account.js';

export const CARRIERS = ['plain', 'sealed'] as const;
/** How a key travels. */
export type Carrier = (typeof CARRIERS)[number];

const ENVELOPE_SECONDS = 500;

/** Puts keys into headers, as they are or sealed for the user. */
export class KeyCarriers {
  #transitKey: Promise<TransitKeyView> | undefined;

  constructor(
    private readonly client: HttpClient,
    readonly user: Account,
  ) {}

  /** The server's key is asked for once, until it was started anew. */
  forget(): void {
    this.#transitKey = undefined;
  }

  async header(provider: ByokProviderId, key: string, carrier: Carrier, place: KeyPlace = 1): Promise<Record<string, string>> {
    return { [keyHeaderOf(provider, place)]: carrier === 'plain' ? key : await this.seal(provider, key) };
  }

  /** One key for every header that there is. */
  async everyHeader(keyOf: (provider: ByokProviderId) => string, carrier: Carrier): Promise<Record<string, string>> {
    const all = await Promise.all(BYOK_PROVIDERS.flatMap((provider) => KEY_PLACES.map((place) => this.header(provider, keyOf(provider), carrier, place))));
    return Object.assign({}, ...all) as Record<string, string>;
  }

  async seal(provider: ByokProviderId, key: string, change: { userId?: string; seconds?: number; kid?: string } = {}): Promise<string> {
    const { userId = this.user.id, seconds = ENVELOPE_SECONDS, kid } = change;
    const transitKey = await (this.#transitKey ??= this.#fetch());
    return sealEnvelope({ transitKey: kid === undefined ? transitKey : { ...transitKey, kid }, provider, userId, key: Buffer.from(key), expiresAt: Math.floor(Date.now() / 1000) + seconds });
  }

  async #fetch(): Promise<TransitKeyView> {
    return JSON.parse((await this.client.send({ method: 'GET', path: '/api/byok/transit-key' })).body.toString('utf8')) as TransitKeyView;
  }
}

/** The names of every key header that exists. */
export const ALL_KEY_HEADERS: readonly string[] = BYOK_PROVIDERS.flatMap((provider) => KEY_PLACES.map((place) => keyHeaderOf(provider, place)));

