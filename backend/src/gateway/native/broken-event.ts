import { ByokError, type ByokProviderId } from '#contracts';
import { renderError } from '../../http/error-shapes/index.js';
import type { NativeCall } from './native-paths.js';

/**
 * The words in which each format ends a stream that broke off; undefined where the answer is no stream,
 * whose connection is cut instead.
 */
export function brokenEventOf(provider: ByokProviderId, call: NativeCall, contentType: string): (() => string) | undefined {
  const isEventStream = contentType.startsWith('text/event-stream');
  if (!isEventStream && !call.isArrayStream) return undefined;
  return () => {
    const message = `${provider} broke off in the middle of its answer. Send the request again.`;
    const json = JSON.stringify(renderError(provider, new ByokError('provider_unavailable', message), '').body);
    if (!isEventStream) return `,\n${json}]`;
    // The blank line closes an event of which only a part came.
    return provider === 'anthropic' ? `\n\nevent: error\ndata: ${json}\n\n` : `\n\ndata: ${json}\n\n`;
  };
}
