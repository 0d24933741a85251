import { BYOK_PROVIDERS } from '#contracts';
import { nativeCall } from './native-paths.js';
import { chargeOf } from './routes/native-route.js';
import { NATIVE_ROUTES, pathsInWords } from './routes/native-routes.js';

const filled = (path: string) => path.replace('<version>', 'v1beta').replace('<model>', 'm-1.5').replaceAll('<id>', 'abc-1_2');

describe('the paths that pass', () => {
  it('are each found by their own row of the table', () => {
    for (const provider of BYOK_PROVIDERS) {
      for (const route of NATIVE_ROUTES[provider]) {
        const path = filled(route.path);
        expect([path, nativeCall(provider, route.method, path, '')?.route]).toEqual([path, route]);
        expect(nativeCall(provider, route.method, path, '')?.path('m-1.5')).toBe(`/${path}`);
        expect(nativeCall(provider, 'PUT', path, '')).toBeUndefined();
      }
    }
  });

  it('are named in words, each once', () => {
    expect(pathsInWords('openai').split(', ').filter((path) => path === 'v1/files')).toEqual(['v1/files']);
    expect(pathsInWords('gemini')).toContain('v1beta/interactions/<id>/cancel');
  });

  it.each([
    ['openai', 'GET', 'v1/files/..'],
    ['openai', 'GET', 'v1/files/%2e%2e'],
    ['openai', 'GET', 'v1/files/a/b'],
    ['openai', 'GET', 'v1/files/a%2Fcontent'],
    ['openai', 'GET', 'v1/files/'],
    ['openai', 'DELETE', 'v1/files/.a'],
    ['openai', 'POST', 'v1/responses/resp_1'],
    ['anthropic', 'GET', 'v1/messages/batches/../../organizations'],
    ['gemini', 'GET', 'v1beta/files/a:upload'],
    ['gemini', 'GET', 'v1alpha/files'],
    ['gemini', 'POST', 'upload/v1beta/files/a'],
    ['gemini', 'POST', 'v1beta/files'],
    ['gemini', 'POST', 'v1beta/models/a/b:generateContent'],
  ] as const)('are no others: %s %s %s', (provider, method, path) => {
    expect(nativeCall(provider, method, path, '')).toBeUndefined();
  });

  it('call a model by its own id, and keep an encoded colon of an action', () => {
    expect(nativeCall('gemini', 'POST', 'v1beta/models/gemini%2Fx%3AgenerateContent', '')?.path('x')).toBe('/v1beta/models/x:generateContent');
    expect(nativeCall('gemini', 'POST', 'v1/models/x:batchGenerateContent', '')?.pathModel).toBe('x');
    expect(nativeCall('gemini', 'GET', 'v1beta/files/a%3Adownload', '')?.route.answer).toBe('file');
  });

  it.each([
    ['openai', 'GET', 'v1/models', 'none', undefined],
    ['openai', 'GET', 'v1/models/m', 'none', undefined],
    ['openai', 'POST', 'v1/chat/completions', undefined, undefined],
    ['openai', 'POST', 'v1/responses', undefined, 'background'],
    ['openai', 'POST', 'v1/embeddings', undefined, 'embedding'],
    ['openai', 'POST', 'v1/audio/transcriptions', undefined, 'transcription'],
    ['openai', 'POST', 'v1/audio/speech', undefined, 'speech'],
    ['openai', 'POST', 'v1/batches', 'later', undefined],
    ['anthropic', 'POST', 'v1/messages', undefined, undefined],
    ['anthropic', 'POST', 'v1/messages/count_tokens', 'none', undefined],
    ['gemini', 'GET', 'v1beta/models', 'none', undefined],
    ['gemini', 'POST', 'v1beta/models/text-embedding-004:generateContent', undefined, undefined],
    ['gemini', 'POST', 'v1beta/models/m:countTokens', 'none', undefined],
    ['gemini', 'POST', 'v1beta/models/m:embedContent', undefined, 'embedding'],
    ['gemini', 'POST', 'v1/models/m:batchEmbedContents', undefined, 'embedding'],
    ['gemini', 'POST', 'v1beta/interactions', undefined, 'background'],
  ] as const)('say what is charged and counted: %s %s %s', (provider, method, path, charge, kind) => {
    const route = nativeCall(provider, method, path, '')?.route;
    expect([route && chargeOf(route), route?.kind]).toEqual([charge, kind]);
  });

  it('stream where the query says so', () => {
    expect(nativeCall('openai', 'GET', 'v1/responses/resp_1', 'starting_after=3&stream=true')?.isStream).toBe(true);
    expect(nativeCall('openai', 'GET', 'v1/responses/resp_1', '')?.isStream).toBe(false);
    expect(nativeCall('gemini', 'GET', 'v1beta/interactions/1', 'stream=true')?.isStream).toBe(true);
  });
});
