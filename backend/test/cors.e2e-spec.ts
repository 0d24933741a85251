import type { Type } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { accessOf } from '../src/access/index.js';
import { CHAT_MODELS, keyHeader, startApplication, type TestApplication, type TestUser } from './support/application.js';
import { setUpApplication } from './support/set-up-application.js';

const PAGE = 'https://app.example.com';
const OTHER = 'https://evil.example.com';

let app: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app, user } = shared), { CORS_ORIGINS: `${PAGE}, http://localhost:5173` });

const preflight = (path: string, origin: string, method = 'POST', headers = 'authorization, x-byok-openai-key, content-type') =>
  app.accounts.call('options', path).set({ origin, 'access-control-request-method': method, 'access-control-request-headers': headers });
const chat = (origin: string, model: string = CHAT_MODELS.openai, stream = false) =>
  app.request(user, 'post', '/api/v1/chat/completions').set({ origin, ...keyHeader('openai', 'sk-sandbox-cors') }).send({ model, messages: [{ role: 'user', content: 'Hi' }], stream });

describe('a page of a listed origin', () => {
  it.each(['/api/v1/chat/completions', '/api/v1/responses', '/api/openai/v1/responses', '/api/anthropic/v1/messages', '/api/gemini/v1beta/models/x:generateContent', '/api/byok/validate', '/api/byok/transit-key', '/api/catalog', '/api/jobs', '/api/jobs/1/events', '/api/uploads/1'])(
    'may ask for %s',
    async (path) => {
      const response = await preflight(path, PAGE);
      expect(response.status).toBe(204);
      expect(response.headers['access-control-allow-origin']).toBe(PAGE);
      expect(response.headers['access-control-allow-methods']).toContain('POST');
      expect(response.headers['access-control-allow-headers']).toBe('authorization, x-byok-openai-key, content-type');
      expect(response.headers).not.toHaveProperty('access-control-allow-credentials');
      expect(response.headers['vary']).toContain('Origin');
    },
  );

  it.each([
    ['whole, passed through', CHAT_MODELS.openai, false],
    ['streamed, passed through', CHAT_MODELS.openai, true],
    ['whole, translated', CHAT_MODELS.gemini, false],
    ['streamed, translated', CHAT_MODELS.gemini, true],
  ])('reads an answer and its receipt: %s', async (_how, model, stream) => {
    const response = await chat(PAGE, model, stream);
    expect(response.status).toBe(200);
    expect(response.headers['access-control-allow-origin']).toBe(PAGE);
    expect(response.headers['vary']).toContain('Origin');
    const exposed = response.headers['access-control-expose-headers'] ?? '';
    for (const name of ['x-byok-attempts', 'x-byok-credential-source', 'x-byok-code', 'x-byok-dropped', 'x-byok-receipt-id', 'x-request-id']) expect(exposed).toContain(name);
  });

  it('reads errors, of every kind of route', async () => {
    for (const [path, status] of [['/api/v1/nowhere', 404], ['/api/jobs/00000000-0000-4000-8000-000000000000', 404], ['/api/openai/v1/nowhere', 404]] as const) {
      const response = await app.request(user, 'get', path).set('origin', PAGE);
      expect(response.status).toBe(status);
      expect(response.headers['access-control-allow-origin']).toBe(PAGE);
    }
    const unknown = await app.accounts.call('get', '/api/v1/models').set({ origin: PAGE, authorization: 'Bearer byok_pat_x' });
    expect([unknown.status, unknown.headers['access-control-allow-origin']]).toEqual([401, PAGE]);
  });

  it('calls with a token only: its cookies count for nothing', async () => {
    await app.accounts.as(user.jar, 'get', '/api/me').expect(200);
    await app.accounts.as(user.jar, 'get', '/api/me').set('origin', PAGE).expect(401);
  });

  it.each([
    ['/api/me/preferences', 'PATCH'],
    ['/api/auth/login', 'POST'],
    ['/api/admin/users', 'GET'],
    ['/api/auth/tokens', 'POST'],
    ['/metrics', 'GET'],
    ['/api/v1x', 'POST'],
  ])('does not reach %s', async (path, method) => {
    const response = await preflight(path, PAGE, method);
    expect(response.headers).not.toHaveProperty('access-control-allow-origin');
    expect(response.headers).not.toHaveProperty('access-control-allow-methods');
  });

  it.each([
    ['put', '/api/jobs', true],
    ['get', '/api/byok/nowhere', false],
    ['get', '/api/uploads/1/2/3', false],
  ] as const)('%s %s, which no route answers, is for it where a route of the path is', async (method, path, isReached) => {
    const allowed = isReached ? PAGE : undefined;
    const response = await app.request(user, method, path).set('origin', PAGE);
    expect([response.status, response.headers['access-control-allow-origin']]).toEqual([404, allowed]);
    expect((await preflight(path, PAGE, method.toUpperCase())).headers['access-control-allow-origin']).toBe(allowed);
  });

  it('may read the account, and not delete it', async () => {
    expect((await preflight('/api/me', PAGE, 'GET')).headers['access-control-allow-methods']).toBe('GET, HEAD');
    expect((await app.request(user, 'delete', '/api/me').set('origin', PAGE)).headers).not.toHaveProperty('access-control-allow-origin');
  });
});

describe('a page of another origin', () => {
  it.each([OTHER, 'null', 'https://app.example.com.evil.test', 'http://app.example.com', `${PAGE}/`, 'HTTPS://APP.EXAMPLE.COM'])('%s is let in nowhere', async (origin) => {
    for (const response of [await preflight('/api/v1/chat/completions', origin), await chat(origin)]) {
      expect(response.headers).not.toHaveProperty('access-control-allow-origin');
      expect(response.headers).not.toHaveProperty('access-control-expose-headers');
      expect(response.headers['vary']).toContain('Origin');
    }
  });
});

describe('the routes that pages of other origins reach', () => {
  it('are those of the scope calls', async () => {
    const scanner = new MetadataScanner();
    const controllers = [...app.application.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
    const paths = (value: unknown): string[] => [value ?? ''].flat() as string[];
    const routes = controllers.flatMap(({ metatype }) => {
      const type = metatype as Type<object>;
      return scanner.getAllMethodNames(type.prototype as object).flatMap((name) => {
        const handler = (type.prototype as Record<string, () => unknown>)[name]!;
        if (Reflect.getMetadata('method', handler) === undefined) return [];
        const { scope, open } = accessOf({ getHandler: () => handler, getClass: () => type } as never);
        const prefix = paths(Reflect.getMetadata('path', type))[0] ?? '';
        return paths(Reflect.getMetadata('path', handler)).map((path) => ({ scope, open, path: `/${[prefix, path].join('/')}`.replace(/\/+/g, '/').replace(/\*.*|:\w+/g, 'x').replace(/(.)\/$/, '$1') }));
      });
    });
    expect(routes.filter(({ scope }) => scope === 'calls').length).toBeGreaterThan(10);
    for (const { path, scope, open } of routes) {
      const reached = (await preflight(path, PAGE, 'GET')).headers['access-control-allow-origin'] !== undefined;
      if (scope === 'calls') expect([path, reached]).toEqual([path, true]);
      else if (!open) expect([path, reached]).toEqual([path, path === '/api/me']);
    }
  });
});

describe('without the setting', () => {
  it('no page of another origin is let in', async () => {
    const closed = await startApplication();
    try {
      const response = await closed.accounts.call('options', '/api/v1/models').set({ origin: PAGE, 'access-control-request-method': 'GET' });
      expect(response.headers).not.toHaveProperty('access-control-allow-origin');
      expect(response.headers['vary'] ?? '').not.toContain('Origin');
    } finally {
      await closed.close();
    }
  });
});
