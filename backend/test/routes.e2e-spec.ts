import { existsSync, readdirSync } from 'node:fs';
import { sep } from 'node:path';
import { RequestMethod, type INestApplicationContext, type Type } from '@nestjs/common';
import { ApplicationConfig, MetadataScanner, ModulesContainer } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { CredentialInterceptor } from '#nestjs-byok';
import { keyHeadersOf } from '#nestjs-byok/fastify';
import { createHttpAdapter, type Endpoint, type ProviderApiFormat } from '../src/http/index.js';
import { defaultClientDirectory } from '../src/http/client-page.js';
import { startAccounts, type AccountsApplication } from './support/accounts-application.js';
import { recordRoutes, type RegisteredRoute } from './support/registered-routes.js';

/** A handler as Nest knows it. */
interface NestRoute {
  /** In lower case; `all` for every method. */
  readonly method: string;
  readonly url: string;
  readonly guards: readonly string[];
  readonly interceptors: readonly string[];
  readonly apiFormat: ProviderApiFormat | undefined;
  readonly endpoint: Endpoint | undefined;
}

const paths = (metadata: string | string[] | undefined): string[] => [metadata ?? ''].flat();
const joined = (...parts: string[]) => `/${parts.flatMap((part) => part.split('/')).filter((part) => part !== '').join('/')}`;
const names = (types: readonly (Type | object)[] = []) => types.map((type) => (typeof type === 'function' ? type.name : type.constructor.name));

/** Every route of every controller, with what stands before its handler. */
function nestRoutes(application: INestApplicationContext): NestRoute[] {
  const scanner = new MetadataScanner();
  const controllers = [...application.get(ModulesContainer).values()].flatMap((module) => [...module.controllers.values()]);
  return controllers.flatMap(({ metatype }) => {
    const { prototype } = metatype as Type<object>;
    return scanner.getAllMethodNames(prototype).flatMap((name) => {
      const handler = (prototype as Record<string, object>)[name] as object;
      const method = Reflect.getMetadata('method', handler) as RequestMethod | undefined;
      if (method === undefined) return [];
      const both = (key: string) => names([...((Reflect.getMetadata(key, metatype as object) as Type[]) ?? []), ...((Reflect.getMetadata(key, handler) as Type[]) ?? [])]);
      const config = Reflect.getMetadata('__fastify_route_config__', handler) as { apiFormat?: ProviderApiFormat; endpoint?: Endpoint } | undefined;
      return paths(Reflect.getMetadata('path', metatype as object) as string).flatMap((prefix) =>
        paths(Reflect.getMetadata('path', handler) as string).map((path) => ({
          method: (RequestMethod[method] as string).toLowerCase(),
          url: joined(prefix, path),
          guards: both('__guards__'),
          interceptors: both('__interceptors__'),
          apiFormat: config?.apiFormat,
          endpoint: config?.endpoint,
        })),
      );
    });
  });
}

/** The only routes beside Nest, with the reason: none of them is under /api, and none takes a key. */
const BESIDE_NEST: Readonly<Record<string, string>> = {
  'get /*': 'The page of the client, for every path that a browser navigates to; of all else it is the 404.',
  'get /offline-page.js': 'The page from which the service worker starts the client; made for each browser.',
};

/** Each file of the built client has a route of `@fastify/static`; none where the client is not built. */
const clientFiles = () => {
  const directory = defaultClientDirectory();
  const files = existsSync(directory) ? readdirSync(directory, { recursive: true, encoding: 'utf8' }) : [];
  return new Set(files.map((file) => `get /${file.replaceAll(sep, '/')}`));
};

/** Routes of the server that no controller handles. */
function outsideNest(registered: readonly RegisteredRoute[], known: readonly NestRoute[]): string[] {
  const isKnown = ({ method, url }: RegisteredRoute) => known.some((route) => route.url === url && (route.method === method || route.method === 'all'));
  return registered.filter((route) => !isKnown(route)).map(({ method, url }) => `${method} ${url}`);
}

const takesKey = ({ interceptors }: NestRoute) => interceptors.includes(CredentialInterceptor.name);

let accounts: AccountsApplication;
let registered: readonly RegisteredRoute[];
let known: NestRoute[];
beforeAll(async () => {
  ({ value: accounts, routes: registered } = await recordRoutes(() => startAccounts({ PROVIDERS: 'sandbox' })));
  known = nestRoutes(accounts.application);
});
afterAll(() => accounts.close());

describe('the routes of the server', () => {
  it('are all handlers of controllers, but for the pages and files of the client, which are named here', () => {
    expect(registered.length).toBeGreaterThan(60);
    const files = clientFiles();
    const outside = outsideNest(registered, known).filter((route) => !files.has(route));
    expect(outside.filter((route) => !(route in BESIDE_NEST))).toEqual([]);
    expect(outside).toContain('get /*');
  });

  it('would show one that somebody put on the server beside Nest', async () => {
    const { value: server, routes } = await recordRoutes(() => {
      const instance = createHttpAdapter({ publicUrl: 'http://localhost' }).getInstance();
      instance.post('/api/images', (request) => Promise.resolve(keyHeadersOf(request as unknown as FastifyRequest) ?? {}));
      instance.get('/debug', () => Promise.resolve({}));
      return Promise.resolve(instance);
    });
    await server.close();
    expect(outsideNest(routes, known).filter((route) => !(route in BESIDE_NEST))).toEqual(['post /api/images', 'get /debug']);
  });

  it('are each behind the same guards, in this order: who may call, where keys stand, then the body', () => {
    const config = accounts.application.get(ApplicationConfig, { strict: false });
    expect(names(config.getGlobalGuards())).toEqual(['AuthenticationGuard', 'KeyPlacementGuard', 'BodyGuard']);
    expect(known.filter(({ guards }) => guards.length > 0)).toEqual([]);
  });

  it('take a key where they are marked so, by one interceptor and no other', () => {
    expect(known.filter(takesKey).map(({ method, url }) => `${method} ${url}`).toSorted()).toEqual([
      'all /api/anthropic/*',
      'all /api/gemini/*',
      'all /api/openai/*',
      'get /api/catalog/route',
      'post /api/byok/validate',
      'post /api/jobs',
      'post /api/jobs/:id/retry',
      'post /api/v1/audio/transcriptions',
      'post /api/v1/chat/completions',
      'post /api/v1/embeddings',
      'post /api/v1/responses',
    ]);
    expect(new Set(known.flatMap(({ interceptors }) => interceptors))).toEqual(new Set([CredentialInterceptor.name]));
  });

  it('say in whose format they speak, where they are a provider’s', () => {
    const expected = ({ url }: NestRoute) => (url.startsWith('/api/v1/') ? 'openai' : /^\/api\/(openai|anthropic|gemini)\//.exec(url)?.[1]);
    expect(known.filter((route) => route.apiFormat !== expected(route)).map(({ url }) => url)).toEqual([]);
  });

  it('say what their calls are counted as, where they call providers', () => {
    const expected = ({ url }: NestRoute) => (url === '/api/byok/validate' ? 'validate' : /^\/api\/(v1|openai|anthropic|gemini)\//.exec(url)?.[1]);
    expect(known.filter((route) => route.endpoint !== expected(route)).map(({ url }) => url)).toEqual([]);
  });
});
