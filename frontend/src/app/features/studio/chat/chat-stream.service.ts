import { HttpXsrfTokenExtractor } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { Observable, firstValueFrom } from 'rxjs';
import type { EnvelopeHeaders } from '#angular-byok';
import { XSRF_HEADER, type Receipt } from '#contracts';
import { ApiError, readApiError, toApiError } from '../../../core/http/api-error.js';
import { readReceipt } from '../../../core/http/receipt-reader.js';
import { AccountTabs } from '../../../core/session/account-tabs.service.js';
import { BelievedAccount } from '../../../core/session/believed-account.service.js';
import { SessionRefreshService } from '../../../core/session/session-refresh.service.js';
import type { TokenUsage } from '../../../shared/money/cost.js';
import { readChatChunk, type FinishReason } from './chat-chunk.js';
import type { ChatTurn } from './chat-turns.js';
import type { readServerSentEvents } from './sse-reader.js';

export interface ChatRequest {
  /** `auto` or `<provider>/<id>`. */
  model: string;
  messages: readonly ChatTurn[];
}

/** The receipt comes first, before any text; `finish` comes last. */
export type ChatEvent =
  | { type: 'receipt'; receipt: Receipt }
  | { type: 'text'; text: string }
  | { type: 'usage'; usage: TokenUsage }
  | { type: 'finish'; reason: FinishReason };

/** Comes with the first question, while the provider thinks: the first screen has no stream. */
const loadReader = () => import('./sse-reader.js');

const ROUTE = '/api/v1/chat/completions';

/** Streams an answer by fetch, since Angular's HttpClient hands out text only as a growing whole. */
@Injectable({ providedIn: 'root' })
export class ChatStreamService {
  private readonly xsrf = inject(HttpXsrfTokenExtractor);
  private readonly account = inject(BelievedAccount);
  private readonly tabs = inject(AccountTabs);
  private readonly refresher = inject(SessionRefreshService);

  /**
   * Sends on subscription; unsubscribing aborts the call.
   * @param keyHeaders Envelopes by header name, from the vault.
   * @returns events until the answer is complete; fails with ApiError (`stream_broken` when it ends halfway).
   */
  stream(request: ChatRequest, keyHeaders: EnvelopeHeaders): Observable<ChatEvent> {
    return new Observable((subscriber) => {
      const abort = new AbortController();
      const run = async (): Promise<void> => {
        const [response, { readServerSentEvents }] = await Promise.all([this.open(request, keyHeaders, abort.signal), loadReader()]);
        const receipt = readReceipt(response.headers);
        if (receipt) subscriber.next({ type: 'receipt', receipt });
        for await (const event of this.events(response, readServerSentEvents)) subscriber.next(event);
      };
      run().then(
        () => subscriber.complete(),
        (error: unknown) => {
          if (!abort.signal.aborted) subscriber.error(toApiError(error));
        },
      );
      return () => abort.abort();
    });
  }

  private async open(request: ChatRequest, keyHeaders: EnvelopeHeaders, signal: AbortSignal): Promise<Response> {
    const sentAt = Date.now();
    let response = await this.post(request, keyHeaders, signal);
    let error = await this.errorOf(response);
    if (error?.code === 'unauthenticated' && (await firstValueFrom(this.refresher.refresh(sentAt)))) {
      response = await this.post(request, keyHeaders, signal);
      error = await this.errorOf(response);
    }
    if (error) throw error;
    return response;
  }

  private post(request: ChatRequest, keyHeaders: EnvelopeHeaders, signal: AbortSignal): Promise<Response> {
    const token = this.xsrf.getToken();
    return fetch(ROUTE, {
      method: 'POST',
      credentials: 'same-origin',
      signal,
      headers: {
        ...keyHeaders,
        'content-type': 'application/json',
        accept: 'text/event-stream',
        ...this.account.headers(),
        ...(token === null ? {} : { [XSRF_HEADER]: token }),
      },
      body: JSON.stringify({ ...request, stream: true, stream_options: { include_usage: true } }),
    });
  }

  private async errorOf(response: Response): Promise<ApiError | undefined> {
    if (response.ok) return undefined;
    const body: unknown = await response.json().catch(() => undefined);
    const error = readApiError(response.status, response.headers, body);
    // The route knows no other conflict.
    if (error.code === 'conflict') this.tabs.standAside('foreign');
    return error;
  }

  private async *events(response: Response, read: typeof readServerSentEvents): AsyncGenerator<ChatEvent> {
    let finish: FinishReason | undefined;
    try {
      for await (const data of read(response.body ?? new ReadableStream())) {
        if (data === '[DONE]') break;
        const chunk = readChatChunk(data);
        if (chunk?.text) yield { type: 'text', text: chunk.text };
        if (chunk?.usage) yield { type: 'usage', usage: chunk.usage };
        finish = chunk?.finish ?? finish;
      }
    } catch (error) {
      if (error instanceof ApiError && error.code !== 'unexpected') throw error;
      throw new ApiError({ status: response.status, code: 'stream_broken', detail: error instanceof ApiError ? error.detail : '' }, { cause: error });
    }
    if (!finish) throw new ApiError({ status: response.status, code: 'stream_broken', detail: '' });
    yield { type: 'finish', reason: finish };
  }
}
