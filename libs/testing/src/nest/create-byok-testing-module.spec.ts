import type { Server } from 'node:http';
import { Controller, Inject, Logger, Module, Post, forwardRef } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import request from 'supertest';
import { ByokModule, ByokScope, ProviderStrategyService, UseByok, type ByokModuleOptions, type CallScope } from '#nestjs-byok';
import { LogCollector, keysUsed, sealedKeyHeaders, startTestSandbox, type TestSandbox } from '../index.js';
import '../jest/index.js';
import { TEST_USER, createByokTestingModule, type ByokTestingOptions } from './index.js';

/** A host's controller that calls a provider with the user's key, or else the platform's. */
@Controller('models')
class ModelsController {
  constructor(@Inject(ProviderStrategyService) private readonly strategies: ProviderStrategyService) {}

  @Post()
  @UseByok()
  async list(@ByokScope() scope: CallScope): Promise<unknown> {
    const caller = { plan: 'business', preferences: { strategy: 'global', provider: 'auto', fallback: 'on-error' } } as const;
    const [target] = this.strategies.targetsOf('openai', caller, scope);
    if (target === undefined) throw new Error('There is no key.');
    target.credential.use((secret) => new Logger('Models').log(`calls with ${String(secret)}`));
    const { status } = await this.strategies.send(target, { method: 'GET', path: '/v1/models', headers: {} }, new AbortController().signal);
    return { userId: scope.userId, status };
  }
}

@Module({ controllers: [ModelsController] })
class FeatureModule {}

@Module({ providers: [{ provide: APP_GUARD, useValue: { canActivate: () => true } }] })
class SignInModule {}

/** A host that brings the module itself, and knows its users. */
@Module({
  imports: [
    SignInModule,
    ByokModule.forRootAsync({
      logger: false,
      useFactory: () => ({
        callerOf: ({ headers }) => (typeof headers['x-user'] === 'string' ? { userId: headers['x-user'] } : undefined),
        platformKeys: { openai: 'sk-sandbox-of-the-platform' },
        providerOrigins: { openai: 'http://127.0.0.1:9' },
      }),
    }),
    forwardRef(() => FeatureModule),
  ],
})
class HostModule {}

@Module({ imports: [{ module: class Below {}, imports: [HostModule] }] })
class RootModule {}

let sandbox: TestSandbox;
let application: NestFastifyApplication | undefined;
beforeAll(async () => {
  sandbox = await startTestSandbox();
});
afterAll(() => sandbox.close());
afterEach(async () => {
  await application?.close();
  sandbox.reset();
});

const server = (): Server => (application as NestFastifyApplication).getHttpServer() as Server;

async function start(module: typeof FeatureModule, options?: ByokTestingOptions['options'], logs?: LogCollector): Promise<void> {
  const compiled = await createByokTestingModule({ imports: [module] }, { sandbox, options, logs }).compile();
  application = compiled.createNestApplication<NestFastifyApplication>(new FastifyAdapter(), logs === undefined ? { logger: false } : {});
  await application.init();
  await application.getHttpAdapter().getInstance().ready();
}

const seal = (key: string, userId: string) => sealedKeyHeaders(server(), { provider: 'openai', key, userId });

describe('createByokTestingModule', () => {
  it('gives modules without ByokModule one over the sandbox', async () => {
    await start(FeatureModule);
    const key = sandbox.openai.newKey();
    const response = await request(server()).post('/models').set(await seal(key, TEST_USER));
    expect(response.body).toEqual({ userId: TEST_USER, status: 200 });
    expect(sandbox.openai.sent.map((call) => call.usedKey(key))).toEqual([true]);
  });

  it('collects the log, in which what the application says of a key is masked', async () => {
    const logs = new LogCollector();
    await start(FeatureModule, undefined, logs);
    const key = sandbox.openai.newShapelessKey();
    const response = await request(server()).post('/models').set(await seal(key, TEST_USER));
    expect(response.body).toMatchObject({ status: 200 });
    expect(logs.text).toMatch(/calls with/);
    expect(logs).toHoldNoKey(key);
  });

  it('leaves a host its own callers and keys, and takes its providers to the sandbox', async () => {
    await start(RootModule);
    const key = sandbox.openai.newKey();
    const post = (headers: Record<string, string>) => request(server()).post('/models').set(headers);
    expect((await post({ 'x-user': 'anna', ...(await seal(key, 'anna')) })).body).toEqual({ userId: 'anna', status: 200 });
    expect((await post({ 'x-user': 'anna' })).body).toEqual({ userId: 'anna', status: 200 });
    expect(keysUsed(sandbox.calls.slice(-2), { key, platform: 'sk-sandbox-of-the-platform' })).toEqual(['key', 'platform']);
    const calls = sandbox.sent.length;
    // Another's envelope opens nothing, and nobody gets anything.
    expect((await post({ 'x-user': 'boris', ...(await seal(key, 'anna')) })).status).toBeGreaterThanOrEqual(400);
    expect((await post(await seal(key, 'anna'))).status).toBeGreaterThanOrEqual(400);
    expect(sandbox.sent).toHaveLength(calls);
  });

  it('puts its own options before both', async () => {
    const options: ByokModuleOptions = { callerOf: () => ({ userId: 'given' }), platformKeys: { openai: 'sk-sandbox-given' } };
    await start(RootModule, options);
    expect((await request(server()).post('/models')).body).toEqual({ userId: 'given', status: 200 });
    expect(keysUsed(sandbox.calls.slice(-1), { given: 'sk-sandbox-given' })).toEqual(['given']);
  });
});
