import { ByokError, keyHeaderOf, keySlotParts, type ByokProviderId, type KeySlot, type RequestEnvelope } from '#contracts';
import { sealEnvelope } from '#transit';
import type { Secrets } from '../secrets/secrets.js';
import type { PinnedRoots } from './pinned-roots.js';
import type { PlatformConnection } from './platform-connection.js';
import { parseTransitKey, type TransitKey } from './transit-key.js';
import { requireTrusted } from './trusted-transit-key.js';

/** Life of an envelope; under the platform's limit of ten minutes by more than clocks differ. */
const ENVELOPE_SECONDS = 480;
/** An envelope is used again for at most this long: what it goes with must still arrive within its life. */
const REUSE_MS = 300_000;
/** The transit key is asked for anew this long before it retires. */
const KEY_MARGIN_MS = 60_000;

/** Headers that carry the sealed keys, and from which generation of envelopes they are. */
export interface SealedHeaders {
  readonly headers: Readonly<Record<string, RequestEnvelope>>;
  readonly generation: number;
}

interface Envelope {
  readonly text: RequestEnvelope;
  readonly sealedAt: number;
}

/** All that is bound to one fetched transit key. */
interface Generation {
  readonly number: number;
  readonly key: TransitKey;
  /** The platform's clock minus ours, in milliseconds. */
  readonly clockOffset: number;
  readonly envelopes: Map<KeySlot, Promise<Envelope>>;
}

/** Seals the user's keys to the platform's transit key, and gives the same envelopes again for some minutes. */
export class KeySealer {
  #count = 0;
  #generation: Promise<Generation> | undefined;

  constructor(
    private readonly platform: PlatformConnection,
    private readonly secrets: Secrets,
    private readonly userId: string,
    private readonly pins: PinnedRoots,
  ) {}

  /**
   * @param provider whose keys; undefined: every key, since the model decides which serves
   * @throws ByokError when the platform does not answer, or its transit key is not to be trusted
   */
  async headersFor(provider: ByokProviderId | undefined): Promise<SealedHeaders> {
    const generation = await this.#current();
    const slots = this.secrets.slots.filter((slot) => provider === undefined || keySlotParts(slot).provider === provider);
    const envelopes = await Promise.all(slots.map(async (slot) => [headerOf(slot), (await this.#envelope(slot, generation)).text] as const));
    return { headers: Object.fromEntries(envelopes), generation: generation.number };
  }

  /** Drops a generation that the platform does not open any more; a newer one stays. */
  async forget(generation: number): Promise<void> {
    if ((await this.#generation?.catch(() => undefined))?.number === generation) this.#generation = undefined;
  }

  async #current(): Promise<Generation> {
    const known = await (this.#generation ??= this.#fetch());
    if (known.key.notAfter * 1000 - KEY_MARGIN_MS > Date.now() + known.clockOffset) return known;
    await this.forget(known.number);
    return (this.#generation ??= this.#fetch());
  }

  #fetch(): Promise<Generation> {
    const fetched = this.#fetchKey();
    fetched.catch(() => {
      if (this.#generation === fetched) this.#generation = undefined;
    });
    return fetched;
  }

  async #fetchKey(): Promise<Generation> {
    const { status, body, time } = await this.platform.readJson('/api/byok/transit-key');
    if (status !== 200) throw new ByokError('unavailable', `The platform gave no transit key (status ${status}).`);
    const key = parseTransitKey(body);
    await requireTrusted(key, this.platform.origin, this.pins);
    this.#count += 1;
    return { number: this.#count, key, clockOffset: time === undefined ? 0 : time - Date.now(), envelopes: new Map() };
  }

  async #envelope(slot: KeySlot, generation: Generation): Promise<Envelope> {
    const known = await generation.envelopes.get(slot)?.catch(() => undefined);
    const age = Date.now() - (known?.sealedAt ?? 0);
    if (known !== undefined && age >= 0 && age < REUSE_MS) return known;
    const sealed = this.#seal(slot, generation);
    generation.envelopes.set(slot, sealed);
    return sealed;
  }

  async #seal(slot: KeySlot, { key: transitKey, clockOffset }: Generation): Promise<Envelope> {
    const sealedAt = Date.now();
    const expiresAt = Math.floor((sealedAt + clockOffset) / 1000) + ENVELOPE_SECONDS;
    const { provider } = keySlotParts(slot);
    return { sealedAt, text: await sealEnvelope({ transitKey, provider, userId: this.userId, key: this.secrets.key(slot), expiresAt }) };
  }
}

function headerOf(slot: KeySlot): string {
  const { provider, place } = keySlotParts(slot);
  return keyHeaderOf(provider, place);
}
