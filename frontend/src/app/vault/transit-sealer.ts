import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type { ByokProviderId, TransitKeyView } from '#contracts';
import type { PlainKey } from '#vault';

/** The transit key is asked for anew this long before it retires. */
const KEY_MARGIN_MS = 60_000;
/** Life of an envelope; under the server's limit of ten minutes by more than clocks differ. */
const ENVELOPE_SECONDS = 480;
/** An envelope is used again for at most this long. */
const REUSE_MS = 300_000;

interface Envelope {
  entryId: string;
  text: string;
  sealedAt: number;
}

/** Seals keys to the server's transit key. Holds envelopes for a while, in memory only, never a key. */
@Injectable()
export class TransitSealer {
  private readonly http = inject(HttpClient);
  private transitKey: Promise<TransitKeyView> | undefined;
  /** Server time minus ours, in milliseconds: a clock that is off must not make envelopes invalid. */
  private clockOffset = 0;
  private readonly envelopes = new Map<string, Envelope>();

  /** A recent envelope of this entry, if there is one. */
  reusable(userId: string, provider: ByokProviderId, entryId: string): string | undefined {
    const envelope = this.envelopes.get(`${userId}/${provider}`);
    const age = Date.now() - (envelope?.sealedAt ?? 0);
    return envelope?.entryId === entryId && age >= 0 && age < REUSE_MS ? envelope.text : undefined;
  }

  /** Loads what sealing needs, so that no key lies open while the network answers. Fails with ApiError. */
  async prepare(): Promise<void> {
    await this.currentKey();
  }

  /** @param key stays the caller's, who zero-fills it */
  async seal(userId: string, provider: ByokProviderId, entryId: string, key: PlainKey): Promise<string> {
    const [transitKey, { sealEnvelope }] = await Promise.all([this.currentKey(), import('#transit')]);
    const expiresAt = Math.floor((Date.now() + this.clockOffset) / 1000) + ENVELOPE_SECONDS;
    const text = await sealEnvelope({ transitKey, provider, userId, key, expiresAt });
    this.envelopes.set(`${userId}/${provider}`, { entryId, text, sealedAt: Date.now() });
    return text;
  }

  /** Cleared on lock, sign-out and change of entries. */
  forgetEnvelopes(): void {
    this.envelopes.clear();
  }

  forgetTransitKey(): void {
    this.transitKey = undefined;
  }

  private async currentKey(): Promise<TransitKeyView> {
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
    const answer = await firstValueFrom(this.http.get<TransitKeyView>('/api/byok/transit-key', { observe: 'response' }));
    if (answer.body === null) throw new Error('The server sent no transit key.');
    const serverTime = Date.parse(answer.headers.get('date') ?? '');
    this.clockOffset = Number.isFinite(serverTime) ? serverTime - Date.now() : 0;
    return answer.body;
  }
}
