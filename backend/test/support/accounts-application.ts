import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Pool } from 'pg';
import request, { type Response, type Test } from 'supertest';
import type { TokenScope } from '#contracts';
import { Clock } from '#nestjs-byok';
import { createApplication } from '../../src/application.js';
import { readConfiguration, type Environment } from '../../src/config/index.js';
import { DATABASE_POOL } from '../../src/database/index.js';
import { createTestDatabase } from './test-database.js';
import { TEST_DAY } from './test-day.js';

export const PASSWORD = 'correct horse battery';

/** The methods that supertest sends, by the names of its functions. */
export type HttpMethod = 'get' | 'post' | 'patch' | 'put' | 'delete' | 'head' | 'options';

/** Cookies as a browser keeps them, by name. */
export type Jar = Record<string, string>;

export interface AccountsApplication {
  readonly application: NestFastifyApplication;
  readonly pool: Pool;
  readonly databaseUrl: string;
  readonly dataDir: string;
  /** Every log line so far, as one text. */
  log(): string;
  /** A request without any cookie. */
  call(method: HttpMethod, path: string): Test;
  /** A request with the jar's cookies and its XSRF header. */
  as(jar: Jar, method: HttpMethod, path: string): Test;
  /** Registers a new account. */
  register(email?: string): Promise<{ jar: Jar; id: string; email: string }>;
  /** A personal token of the jar's user. */
  token(jar: Jar, days?: number, limits?: { scopes?: TokenScope[]; models?: string[]; rubPerDay?: number }): Promise<{ id: string; token: string }>;
  /** Forgets all counts, so that tests need not wait for the next minute. */
  resetRateLimits(): Promise<void>;
  close(): Promise<void>;
}

/** The cookies that an answer sets; one that it clears has an empty value. */
export function jarOf(response: Response, jar: Jar = {}): Jar {
  const next = { ...jar };
  for (const line of setCookies(response)) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    next[name] = decodeURIComponent(value);
  }
  return next;
}

export function setCookies(response: Response): string[] {
  return (response.headers['set-cookie'] as unknown as string[] | undefined) ?? [];
}

export function cookieHeader(jar: Jar): string {
  return Object.entries(jar)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('; ');
}

let numbers = 0;

/** The whole application on a database of its own, listening on a free port. */
export async function startAccounts(environment: Environment = {}, sharedDatabaseUrl?: string): Promise<AccountsApplication> {
  const database = sharedDatabaseUrl === undefined ? await createTestDatabase() : undefined;
  const databaseUrl = database?.databaseUrl ?? (sharedDatabaseUrl as string);
  const dataDir = await mkdtemp(join(tmpdir(), 'byok-accounts-'));
  const lines: string[] = [];
  const discard = async () => {
    await database?.drop();
    await rm(dataDir, { recursive: true, force: true });
  };
  let application: NestFastifyApplication | undefined;
  try {
    const configuration = readConfiguration({ PORT: '0', LOG_LEVEL: 'info', DATABASE_URL: databaseUrl, DATA_DIR: dataDir, ...environment });
    application = await createApplication(configuration, { logDestination: { write: (line) => lines.push(line) } });
    application.get(Clock).now = TEST_DAY.now;
    await application.listen(0, '127.0.0.1');
  } catch (refusal) {
    await application?.close();
    await discard();
    throw refusal;
  }
  const started = application;
  const pool = started.get<Pool>(DATABASE_POOL);
  const server = started.getHttpServer() as Parameters<typeof request>[0];

  const accounts: AccountsApplication = {
    application: started,
    pool,
    databaseUrl,
    dataDir,
    log: () => lines.join(''),
    call: (method, path) => request(server)[method](path),
    as: (jar, method, path) =>
      request(server)[method](path).set('cookie', cookieHeader(jar)).set('x-xsrf-token', jar['XSRF-TOKEN'] ?? ''),
    async register(email = `user${(numbers += 1)}@example.test`) {
      await accounts.resetRateLimits();
      const response = await accounts.call('post', '/api/auth/register').send({ email, password: PASSWORD }).expect(201);
      return { jar: jarOf(response), id: response.body.id as string, email };
    },
    async token(jar, days = 30, limits = {}) {
      const response = await accounts.as(jar, 'post', '/api/auth/tokens').send({ name: 'test', expiresInDays: days, ...limits }).expect(201);
      return response.body as { id: string; token: string };
    },
    async resetRateLimits() {
      await pool.query('delete from rate_limits');
    },
    async close() {
      await started.close();
      await discard();
    },
  };
  return accounts;
}
