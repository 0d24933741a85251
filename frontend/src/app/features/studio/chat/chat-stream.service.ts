import { HttpXsrfTokenExtractor } from '@angular/common/http';
import { Injectable, inject } from '@angular/core';
import { Observable, firstValueFrom } from 'rxjs';
import { XSRF_HEADER, type Receipt } from '#contracts';
import { ApiError, readApiError, toApiError } from '../../../core/http/api-error.js';
import { readReceipt } from '../../../core/http/receipt-reader.js';
import { BelievedAccount } from '../../../core/session/believed-account.service.js';
import { SessionRefreshService } from '../../../core/session/session-refresh.service.js';
import { readChatChunk, type FinishReason } from './chat-chunk.js';
import { readServerSentEvents } from './sse-reader.js';

export interface ChatTurn {
  role: 'user' | 'assistant';
  content: string;
}

export interface ChatRequest {
  /** `auto` or `<provider>/<id>`. */
  model: string;
  messages: readonly ChatTurn[];
}

/** The receipt comes first, before any text; `finish` comes last. */
export type ChatEvent =
  | { type: 'receipt'; receipt: Receipt }
  | { type: 'text'; text: string }
  | { type: 'finish'; reason: FinishReason };

const ROUTE = '/api/v1/chat/completions';

/** Streams an answer by fetch, since Angular's HttpClient hands out text only as a growing whole. */
@Injectable({ providedIn: 'root' })
export class ChatStreamService {
  private readonly xsrf = inject(HttpXsrfTokenExtractor);
  private readonly account = inject(BelievedAccount);
  private readonly refresher = inject(SessionRefreshService);

  /**
   * Sends on subscription; unsubscribing aborts the call.
   * @param keyHeaders Envelopes by header name, from the vault.
   * @returns events until the answer is complete; fails with ApiError (`stream_broken` when it ends halfway).
   */
  stream(request: ChatRequest, keyHeaders: Readonly<Record<string, string>>): Observable<ChatEvent> {
    return new Observable((subscriber) => {
      const abort = new AbortController();
      const run = async (): Promise<void> => {
        const response = await this.open(request, keyHeaders, abort.signal);
        const receipt = readReceipt(response.headers);
        if (receipt) subscriber.next({ type: 'receipt', receipt });
        for await (const event of this.events(response)) subscriber.next(event);
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

  private async open(request: ChatRequest, keyHeaders: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response> {
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

  private post(request: ChatRequest, keyHeaders: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response> {
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
      body: JSON.stringify({ ...request, stream: true }),
    });
  }

  private async errorOf(response: Response): Promise<ApiError | undefined> {
    if (response.ok) return undefined;
    const body: unknown = await response.json().catch(() => undefined);
    return readApiError(response.status, response.headers, body);
  }

  private async *events(response: Response): AsyncGenerator<ChatEvent> {
    let finish: FinishReason | undefined;
    try {
      for await (const data of readServerSentEvents(response.body ?? new ReadableStream())) {
        if (data === '[DONE]') break;
        const chunk = readChatChunk(data);
        if (chunk?.text) yield { type: 'text', text: chunk.text };
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
