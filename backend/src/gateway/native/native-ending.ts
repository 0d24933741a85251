import type { ByokProviderId } from '#contracts';
import { brokenOff, streamError } from '../reply/broken-event.js';
import { ArrayEnd, StreamEnd, type EndWatch } from '../reply/stream-end.js';
import type { NativeCall } from './native-paths.js';

/** Watches an answer for its format's word that it is whole; undefined where it has none. */
export function endWatchOf({ route, isArrayStream }: NativeCall, contentType: string): EndWatch | undefined {
  const isEventStream = contentType.startsWith('text/event-stream');
  if (!isEventStream) return isArrayStream ? new ArrayEnd() : undefined;
  return route.ending === undefined ? undefined : new StreamEnd(route.ending);
}

/**
 * The words in which each format ends a stream that broke off; undefined where the answer is no stream,
 * whose connection is cut instead.
 * @param requestId for the formats that name it in an error
 */
export function brokenEventOf(provider: ByokProviderId, call: NativeCall, contentType: string, requestId: string): (() => string) | undefined {
  const isEventStream = contentType.startsWith('text/event-stream');
  if (!isEventStream && !call.isArrayStream) return undefined;
  const form = { format: provider, isResponses: call.route.ending === 'responses', isInteractions: call.route.ending === 'interactions', isArray: !isEventStream, requestId };
  return () => streamError(brokenOff(provider), form);
}
