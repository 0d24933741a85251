import { ByokError, type ByokProviderId } from '#contracts';
import { renderError } from '../../http/error-shapes/index.js';
import type { NativeCall } from './native-paths.js';

/**
 * The words in which each format ends a stream that broke off; undefined where the answer is no stream,
 * whose connection is cut instead.
 * @param requestId for the formats that name it in an error
 */
export function brokenEventOf(provider: ByokProviderId, call: NativeCall, contentType: string, requestId: string): (() => string) | undefined {
  const isEventStream = contentType.startsWith('text/event-stream');
  if (!isEventStream && !call.isArrayStream) return undefined;
  return () => {
    const message = `${provider} broke off in the middle of its answer. Send the request again.`;
    const { body } = renderError(provider, new ByokError('provider_unavailable', message), requestId);
    if (!isEventStream) return `,\n${JSON.stringify(body)}]`;
    const json = JSON.stringify(call.isResponses ? responsesError(body) : body);
    // The blank line closes an event of which only a part came.
    return provider === 'anthropic' || call.isResponses ? `\n\nevent: error\ndata: ${json}\n\n` : `\n\ndata: ${json}\n\n`;
  };
}

/**
 * The Responses API's error event: the fields of its reference at the top, and again under `error`, where its
 * server puts them. The events before it passed unread, so that its place among them is not known.
 */
function responsesError({ error }: Record<string, unknown>): Record<string, unknown> {
  const { message, param, code } = error as Record<string, unknown>;
  return { type: 'error', sequence_number: 0, code, message, param, error };
}
