import type { ByokProviderId } from '#contracts';
import { brokenEventOf } from './native-ending.js';
import { nativeCall, type NativeCall } from './native-paths.js';

const SSE = 'text/event-stream; charset=utf-8';

function callOf(provider: ByokProviderId, path: string): NativeCall {
  const call = nativeCall(provider, 'POST', path, '');
  if (call === undefined) throw new Error(`${path} does not pass`);
  return call;
}

/** The one event that ends a broken stream: its name, and its data. */
function eventOf(provider: ByokProviderId, path: string): { name: string | undefined; data: unknown } {
  const text = brokenEventOf(provider, callOf(provider, path), SSE, 'request-1')?.() ?? '';
  const match = /^\n\n(?:event: (?<name>\w+)\n)?data: (?<data>.+)\n\n$/.exec(text);
  return { name: match?.groups?.name, data: JSON.parse(match?.groups?.data ?? 'null') };
}

describe('a stream that broke off', () => {
  it("of OpenAI's chat ends with an unnamed error", () => {
    const { name, data } = eventOf('openai', 'v1/chat/completions');
    expect(name).toBeUndefined();
    expect(data).toMatchObject({ error: { code: 'provider_unavailable', type: 'server_error', param: null } });
  });

  it("of OpenAI's responses ends with that API's own error event, for readers of its reference and of its server", () => {
    const { name, data } = eventOf('openai', 'v1/responses');
    expect(name).toBe('error');
    const words = { code: 'provider_unavailable', message: expect.stringContaining('broke off') as string, param: null };
    expect(data).toEqual({ type: 'error', sequence_number: 0, ...words, error: { type: 'server_error', ...words } });
  });

  it('of Anthropic ends with its error event, which names the request', () => {
    const { name, data } = eventOf('anthropic', 'v1/messages');
    expect(name).toBe('error');
    expect(data).toMatchObject({ type: 'error', error: { type: 'api_error' }, request_id: 'request-1' });
  });

  it("of Gemini's array ends with an error as its last element", () => {
    const call = callOf('gemini', 'v1beta/models/gemini-3.5-flash-lite:streamGenerateContent');
    const end = brokenEventOf('gemini', call, 'application/json', 'request-1')?.() ?? '';
    expect(JSON.parse(`[{}${end}`)).toMatchObject([{}, { error: { code: 502, status: 'UNAVAILABLE' } }]);
  });

  it('is no stream when its answer is plain JSON', () => {
    expect(brokenEventOf('openai', callOf('openai', 'v1/responses'), 'application/json', 'request-1')).toBeUndefined();
  });
});
