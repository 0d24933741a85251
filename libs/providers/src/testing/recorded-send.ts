import type { ProviderId } from '#contracts';
import type { SendRequest, WireRequest } from '../wire.js';
import { answerFixture, textFixture } from './fixtures.js';

/** A `SendRequest` that plays one recorded answer, and keeps what was asked. */
export interface RecordedSend {
  send: SendRequest;
  requests: WireRequest[];
  /** The request's body, parsed. */
  body(): Record<string, unknown>;
}

/** `stream…` fixtures come in small pieces, the others whole. */
export function recordedSend(provider: ProviderId, name: string): RecordedSend {
  const streamed = name.startsWith('stream');
  const text = streamed ? textFixture(provider, name) : answerFixture(provider, name).body;
  const requests: WireRequest[] = [];
  async function* pieces(): AsyncGenerator<Uint8Array> {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += 57) yield bytes.subarray(at, at + 57);
  }
  return {
    requests,
    body: () => JSON.parse(String(requests[0]?.body)) as Record<string, unknown>,
    send: (request) => {
      requests.push(request);
      const type = streamed ? 'text/event-stream' : 'application/json';
      return Promise.resolve({ status: 200, headers: { 'content-type': type }, body: pieces() });
    },
  };
}
