import type { ByokProviderId, RequestEnvelope, TransitKeyView } from '#contracts';
import type { PlainKey } from '#vault';

/** The transit key is asked for anew this long before it retires. */
const KEY_MARGIN_MS = 60_000;
/** Life of an envelope; under the server's limit of ten minutes by more than clocks differ. */
const ENVELOPE_SECONDS = 480;
/** An envelope is used again for at most this long. */
const REUSE_MS = 300_000;

interface Envelope {
  text: RequestEnvelope;
  sealedAt: number;
}

/** The server's transit key, and its time by its own clock in Unix milliseconds, if it told it. */
export interface TransitKeyAnswer {
  readonly key: TransitKeyView;
  readonly serverTime: number | undefined;
}

/** What the sealer needs: the transit key from the server, and the check of it against the operator's pinned root. */
export interface TransitKeySource {
  fetch(): Promise<TransitKeyAnswer>;
  /** @throws when nothing may be sealed to this key */
  approve(key: TransitKeyView, serverNow: number): Promise<void>;
}

/** Seals keys to the server's transit key, once the pinned root vouches for it. Holds envelopes for a while, in memory only, never a key. */
export class TransitSealer {
  private transitKey: Promise<TransitKeyView> | undefined;
  /** Server time minus ours, in milliseconds: a clock that is off must not make envelopes invalid. */
  private clockOffset = 0;
  private readonly envelopes = new Map<string, Envelope>();

  constructor(private readonly source: TransitKeySource) {}

  /** A recent envelope of this entry, if there is one. */
  reusable(userId: string, entryId: string): RequestEnvelope | undefined {
    const envelope = this.envelopes.get(`${userId}/${entryId}`);
    const age = Date.now() - (envelope?.sealedAt ?? 0);
    return envelope && age >= 0 && age < REUSE_MS ? envelope.text : undefined;
  }

  /** Loads what sealing needs, so that no key lies open while the network answers. Fails as its source does. */
  async prepare(): Promise<void> {
    await this.currentKey();
  }

  /** @param key stays the caller's, who zero-fills it */
  async seal(userId: string, provider: ByokProviderId, entryId: string, key: PlainKey): Promise<RequestEnvelope> {
    const [transitKey, { sealEnvelope }] = await Promise.all([this.currentKey(), import('#transit')]);
    const expiresAt = Math.floor((Date.now() + this.clockOffset) / 1000) + ENVELOPE_SECONDS;
    const text = await sealEnvelope({ transitKey, provider, userId, key, expiresAt });
    this.envelopes.set(`${userId}/${entryId}`, { text, sealedAt: Date.now() });
    return text;
  }

  /** Cleared on lock, sign-out and change of entries. */
  forgetEnvelopes(): void {
    this.envelopes.clear();
  }

  forgetTransitKey(): void {
    this.transitKey = undefined;
  }

  /** What keys are sealed to now, vouched for by the pinned root where there is one. Fails like `prepare`. */
  async currentKey(): Promise<TransitKeyView> {
    this.transitKey ??= this.fetchKey();
    try {
      const key = await this.transitKey;
      if (Date.parse(key.notAfter) - KEY_MARGIN_MS > Date.now() + this.clockOffset) return key;
      this.transitKey = this.fetchKey();
      return await this.transitKey;
    } catch (error) {
      this.transitKey = undefined;
      throw error;
    }
  }

  private async fetchKey(): Promise<TransitKeyView> {
    const { key, serverTime } = await this.source.fetch();
    this.clockOffset = serverTime === undefined ? 0 : serverTime - Date.now();
    await this.source.approve(key, Date.now() + this.clockOffset);
    return key;
  }
}
