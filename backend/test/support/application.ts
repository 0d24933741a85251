import type { AddressInfo } from 'node:net';
import type { ConfigType } from '@nestjs/config';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Pool } from 'pg';
import type { Test } from 'supertest';
import { PROVIDERS, type Plan, type ProviderId } from '#contracts';
import { Catalog } from '#nestjs-byok';
import type { Sandbox, SandboxCall } from '#sandbox';
import { keysUsed as namesOfKeys, startTestSandbox, type TestSandbox } from '#testing';
import { providerTimesConfig, type Environment } from '../../src/config/index.js';
import { writePlanLimits } from './generous-limits.js';
import { TEST_DAY } from './test-day.js';
import { PASSWORD, jarOf, startAccounts, type AccountsApplication, type HttpMethod, type Jar } from './accounts-application.js';

const ADMIN = 'admin@example.test';

/** The operator's keys in every test application; each contains `sandbox`, so that the emulator takes it. */
export const PLATFORM_KEYS: Readonly<Record<ProviderId, string>> = {
  openai: 'sk-sandbox-operator-openai',
  anthropic: 'sk-ant-sandbox-operator-anthropic',
  gemini: 'AIzaSandbox-sandbox-operator-gemini',
  cloudru: 'sandbox-operator-cloudru',
};

/** A user with a personal access token. */
export interface TestUser {
  readonly id: string;
  readonly jar: Jar;
  readonly token: string;
}

export interface TestApplication {
  readonly application: NestFastifyApplication;
  readonly accounts: AccountsApplication;
  readonly pool: Pool;
  readonly sandbox: TestSandbox;
  /** Where it listens, without a trailing slash. */
  readonly url: string;
  /** Every log line so far, as one text. */
  logs(): string;
  /** A new user, of plan `business` unless said otherwise, so that every model may be called. */
  user(plan?: Plan): Promise<TestUser>;
  /** Changes preferences of a user. */
  prefer(user: TestUser, preferences: Record<string, string>): Promise<void>;
  setPlan(user: TestUser, plan: Plan): Promise<void>;
  /** A request with the user's token, by supertest: for plain request and response. */
  request(user: TestUser, method: HttpMethod, path: string): Test;
  /**
   * `fetch` with the user's token: for streams, forms, aborts, and headers that supertest would set by itself. The only
   * `fetch` of these tests: ESLint refuses another (eslint.config.js).
   */
  fetch(user: TestUser, path: string, options?: RequestOptions): Promise<Response>;
  /**
   * How long providers may take to their first byte, in milliseconds, until `unscript` or a call without a number. For
   * providers that are silent: a short time would fail the others on a busy machine.
   */
  hurryProviders(milliseconds?: number): void;
  /** Takes all scripts away, and gives providers their time back. */
  unscript(): void;
  /** What the sandbox was asked since the mark, oldest first. */
  callsSince(mark: number): readonly SandboxCall[];
  mark(): number;
  close(): Promise<void>;
}

export interface RequestOptions {
  method?: string;
  headers?: Record<string, string>;
  /** An object is sent as JSON. */
  json?: unknown;
  /** A stream is sent in chunks, without a length. */
  body?: RequestInit['body'];
  signal?: AbortSignal;
  /** Where another process listens, without a trailing slash; by default the request goes to this application. */
  origin?: string;
}

export { plainKeyHeaders as keyHeader } from '#testing';

const PLATFORM_KEY_NAMES = Object.fromEntries(PROVIDERS.map((provider) => [`platform:${provider}`, PLATFORM_KEYS[provider]]));

/** The names of the keys that calls used; the operator's are `platform:<provider>`. */
export function keysUsed(calls: readonly SandboxCall[], names: Readonly<Record<string, string>>): string[] {
  return namesOfKeys(calls, { ...PLATFORM_KEY_NAMES, ...names });
}

/** The whole application over the emulator, with quick retries. Close it. */
export async function startApplication(environment: Environment = {}, sharedDatabaseUrl?: string): Promise<TestApplication> {
  const catalog = Catalog.load(undefined, TEST_DAY);
  const models = Object.fromEntries(PROVIDERS.map((provider) => [provider, catalog.modelsOf(provider).map(({ id }) => id)]));
  const sandbox = await startTestSandbox({ models });
  const settings = { ...providerEnvironment(sandbox), ADMIN_EMAIL: ADMIN, ADMIN_PASSWORD: PASSWORD, PLAN_LIMITS_FILE: writePlanLimits(), ...environment };
  const accounts = await startAccounts(settings, sharedDatabaseUrl).catch(async (refusal: unknown) => {
    await sandbox.close();
    throw refusal;
  });
  const { application, pool } = accounts;
  const configuration = application.get<ConfigType<typeof providerTimesConfig>>(providerTimesConfig.KEY);
  Object.assign(configuration, { retryPauseMs: 4 });
  const patient = { ...configuration };
  const { port } = application.getHttpServer().address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const admin = jarOf(await accounts.call('post', '/api/auth/login').send({ email: ADMIN, password: PASSWORD }).expect(200));

  const test: TestApplication = {
    application,
    accounts,
    pool,
    sandbox,
    url,
    logs: () => accounts.log(),
    async user(plan = 'business') {
      const { jar, id } = await accounts.register();
      const { token } = await accounts.token(jar);
      const user = { id, jar, token };
      if (plan !== 'free') await test.setPlan(user, plan);
      return user;
    },
    async setPlan(user, plan) {
      await accounts.as(admin, 'patch', `/api/admin/users/${user.id}`).send({ plan }).expect(200);
    },
    async prefer(user, preferences) {
      await accounts.as(user.jar, 'patch', '/api/me/preferences').send(preferences).expect(200);
    },
    request: (user, method, path) => accounts.call(method, path).set('authorization', `Bearer ${user.token}`),
    fetch: (user, path, { method, headers, json, body, signal, origin = url } = {}) =>
      fetch(origin + path, {
        method: method ?? (json === undefined && body === undefined ? 'GET' : 'POST'),
        headers: {
          authorization: `Bearer ${user.token}`,
          ...(json === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        body: json === undefined ? (body ?? null) : JSON.stringify(json),
        redirect: 'manual',
        signal: signal ?? null,
        duplex: 'half',
      } as RequestInit),
    hurryProviders(milliseconds) {
      Object.assign(configuration, milliseconds === undefined ? patient : { providerTimeoutMs: milliseconds, providerStreamTimeoutMs: milliseconds });
    },
    unscript: () => {
      sandbox.reset();
      test.hurryProviders();
    },
    mark: () => sandbox.calls.length,
    callsSince: (mark) => sandbox.calls.slice(mark),
    async close() {
      await accounts.close();
      await sandbox.close();
    },
  };
  return test;
}

function providerEnvironment({ origins }: Sandbox): Environment {
  return Object.fromEntries(
    PROVIDERS.flatMap((provider) => [
      [`${provider.toUpperCase()}_BASE_URL`, origins[provider]],
      [`${provider.toUpperCase()}_API_KEY`, PLATFORM_KEYS[provider]],
    ]),
  );
}

export { BYOK_PROVIDERS } from '#contracts';
export { CHAT_MODELS } from './calls.js';
