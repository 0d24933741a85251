import type { FastifyRequest } from 'fastify';
import { apiFormatOf, endpointOf, isApiRoute } from './api-format.js';

const request = (url: string, config: object) => ({ raw: { url }, routeOptions: { config } }) as FastifyRequest;

describe('the format of a request', () => {
  it.each([
    ['/api/v1/chat/completions', 'openai', 'v1'],
    ['/api/v1', 'openai', 'v1'],
    ['/api/openai/v1/models?after=1', 'openai', 'openai'],
    ['/api/anthropic/v1/messages', 'anthropic', 'anthropic'],
    ['/api/gemini/v1beta/models/x:generateContent', 'gemini', 'gemini'],
    ['/api/gemini/%zz', 'gemini', 'gemini'],
    ['/api/v1x/chat', 'product', undefined],
    ['/api/geminis', 'product', undefined],
    ['/api/me', 'product', undefined],
    ['/', 'product', undefined],
    ['', 'product', undefined],
  ])('without a route, of %s, is %s by the prefix, counted as %s', (url, format, endpoint) => {
    for (const config of [{}, { url: '/*' }, { url: '*' }]) {
      expect([apiFormatOf(request(url, config)), endpointOf(request(url, config))]).toEqual([format, endpoint]);
    }
  });

  it('is what its route says, whatever the URL', () => {
    const provider = request('/somewhere/else', { url: '/somewhere/:id', apiFormat: 'gemini', endpoint: 'v1' });
    expect([apiFormatOf(provider), endpointOf(provider)]).toEqual(['gemini', 'v1']);
    const passThrough = request('/api/openai/v1/x', { url: '/api/openai/*', apiFormat: 'anthropic', endpoint: 'anthropic' });
    expect([apiFormatOf(passThrough), endpointOf(passThrough)]).toEqual(['anthropic', 'anthropic']);
    const product = request('/api/v1/account', { url: '/api/v1/account' });
    expect([apiFormatOf(product), endpointOf(product)]).toEqual(['product', undefined]);
  });

  it('tells API routes from pages', () => {
    expect(['/api', '/api/', '/api/x', '/api?x'].map(isApiRoute)).toEqual([true, true, true, true]);
    expect(['/', '/apis', '/settings/api'].map(isApiRoute)).toEqual([false, false, false]);
  });
});
