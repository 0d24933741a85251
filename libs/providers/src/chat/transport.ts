import type { SendRequest, WireResponse } from '../wire.js';
import { wellFormedJson } from './well-formed-json.js';

/** Headers that the AI SDK makes from its placeholder key, or that name the SDK; the attempt sets its own. */
const DROPPED = new Set(['authorization', 'x-api-key', 'x-goog-api-key', 'user-agent']);

/** Where the AI SDK believes that it sends to; only path and query are used. */
export const PLACEHOLDER_ORIGIN = 'https://provider.invalid';
export const PLACEHOLDER_KEY = 'no-key-here';

/** A `fetch` for the AI SDK over one call's `SendRequest`. */
export interface Transport {
  fetch: typeof globalThis.fetch;
  /** What `send` or the body threw first: the AI SDK may wrap it, swallow it or put it in a stream. */
  failure(): unknown;
  /** Lets go of the provider's answer. Safe to call twice. */
  close(): void;
}

export function transportOver(send: SendRequest, signal: AbortSignal): Transport {
  let failure: unknown;
  const open = new Set<() => void>();
  const close = (): void => {
    signal.removeEventListener('abort', close);
    for (const closeBody of open) closeBody();
    open.clear();
  };
  const note = (error: unknown): never => {
    failure ??= error;
    throw error;
  };
  signal.addEventListener('abort', close, { once: true });
  return {
    fetch: async (input, init) => {
      const url = new URL(input instanceof Request ? input.url : input);
      const headers = new Headers(init?.headers);
      for (const name of DROPPED) headers.delete(name);
      const answer = await send({
        method: 'POST',
        path: url.pathname + url.search,
        headers: Object.fromEntries(headers),
        ...(typeof init?.body === 'string' ? { body: wellFormedJson(init.body) } : {}),
      }).catch(note);
      const { stream, closeBody } = closableStream(answer.body, note);
      open.add(closeBody);
      return new Response(stream, { status: answer.status, headers: plainHeaders(answer) });
    },
    failure: () => failure,
    close,
  };
}

/** @param note is handed what the body throws, and throws it on */
function closableStream(body: AsyncIterable<Uint8Array>, note: (error: unknown) => never) {
  const bytes = body[Symbol.asyncIterator]();
  let isClosed = false;
  let controller: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
  const letGo = (): void => {
    isClosed = true;
    // A body that waits for its next bytes only answers when they come: nobody here waits for that.
    void Promise.resolve(bytes.return?.()).catch(() => undefined);
  };
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (own) => {
      controller = own;
    },
    async pull() {
      const next = await bytes.next().catch((error: unknown) => {
        if (isClosed) return undefined;
        isClosed = true;
        return note(error);
      });
      if (isClosed || next === undefined) return;
      if (next.done === true) {
        isClosed = true;
        controller.close();
      } else controller.enqueue(next.value as Uint8Array<ArrayBuffer>);
    },
    cancel: letGo,
  });
  const closeBody = (): void => {
    if (isClosed) return;
    letGo();
    controller.close();
  };
  return { stream, closeBody };
}

/** Only what the AI SDK reads: lengths and encodings no longer fit the bytes. */
function plainHeaders(answer: WireResponse): Record<string, string> {
  const type = answer.headers['content-type'];
  return typeof type === 'string' ? { 'content-type': type } : {};
}
