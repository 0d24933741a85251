import { HttpClient } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { firstValueFrom } from 'rxjs';
import type { TransitKeyView } from '#contracts';
import { BYOK_TRANSIT_KEY_URL } from '../byok.options.js';
import { TransitRoot } from './transit-root.service.js';
import type { TransitKeyAnswer, TransitKeySource } from './transit-sealer.js';

/** The server's transit key, which the pinned root has to vouch for. */
@Injectable()
export class TransitKeys implements TransitKeySource {
  private readonly http = inject(HttpClient);
  private readonly root = inject(TransitRoot);
  private readonly url = inject(BYOK_TRANSIT_KEY_URL);

  async fetch(): Promise<TransitKeyAnswer> {
    const { body, headers } = await firstValueFrom(this.http.get<TransitKeyView>(this.url, { observe: 'response' }));
    if (body === null) throw new Error('The server sent no transit key.');
    const serverTime = Date.parse(headers.get('date') ?? '');
    return { key: body, serverTime: Number.isFinite(serverTime) ? serverTime : undefined };
  }

  approve(key: TransitKeyView, serverNow: number): Promise<void> {
    return this.root.approve(key, serverNow);
  }
}
