import type { SendRequest, WireResponse } from '../wire.js';

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
  const bodies: AsyncIterator<Uint8Array>[] = [];
  const { promise: closed, resolve } = Promise.withResolvers<IteratorReturnResult<undefined>>();
  const close = (): void => {
    signal.removeEventListener('abort', close);
    resolve({ done: true, value: undefined });
    // A body that waits for its next bytes only answers when they come: nobody here waits for that.
    for (const body of bodies.splice(0)) void Promise.resolve(body.return?.()).catch(() => undefined);
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
        ...(typeof init?.body === 'string' ? { body: init.body } : {}),
      }).catch(note);
      const body = answer.body[Symbol.asyncIterator]();
      bodies.push(body);
      const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
        async pull(controller) {
          const next = await Promise.race([body.next().catch(note), closed]);
          if (next.done === true) controller.close();
          else controller.enqueue(next.value as Uint8Array<ArrayBuffer>);
        },
        cancel: close,
      });
      return new Response(stream, { status: answer.status, headers: plainHeaders(answer) });
    },
    failure: () => failure,
    close,
  };
}

/** Only what the AI SDK reads: lengths and encodings no longer fit the bytes. */
function plainHeaders(answer: WireResponse): Record<string, string> {
  const type = answer.headers['content-type'];
  return typeof type === 'string' ? { 'content-type': type } : {};
}
