import { Inject, Injectable, Module } from '@nestjs/common';
import { ConfigModule, ConfigService, type ConfigType } from '@nestjs/config';
import { NestFactory } from '@nestjs/core';
import { configOptions } from './config-options.js';
import type { Environment } from './configuration-entry.js';
import { httpConfig, platformKeysConfig } from './configuration.namespaces.js';
import { readConfiguration } from './read-configuration.js';

@Injectable()
class Uses {
  constructor(
    @Inject(httpConfig.KEY) readonly http: ConfigType<typeof httpConfig>,
    @Inject(platformKeysConfig.KEY) readonly keys: ConfigType<typeof platformKeysConfig>,
    readonly service: ConfigService,
  ) {}
}

async function start(environment: Environment) {
  @Module({ imports: [ConfigModule.forRoot(configOptions(readConfiguration(environment)))], providers: [Uses] })
  class Application {}
  const application = await NestFactory.createApplicationContext(Application, { logger: false, abortOnError: false });
  return { application, uses: application.get(Uses) };
}

describe('the namespaces of the configuration', () => {
  it('are of their own application when several start at once in one process', async () => {
    const [first, second] = await Promise.all([start({ PORT: '3001' }), start({ PORT: '3002' })]);
    expect([first.uses.http.port, second.uses.http.port]).toEqual([3001, 3002]);
    expect(first.uses.service.get('http.port')).toBe(3001);
    await Promise.all([first.application.close(), second.application.close()]);
  });

  it('hold what they name and nothing beside it', async () => {
    const { application, uses } = await start({ OPENAI_API_KEY: 'sk-sandbox-operator', HOST: 'localhost' });
    expect(uses.http).toEqual({ port: 3000, host: 'localhost', publicUrl: 'http://localhost:3000', trustedProxies: undefined });
    expect(uses.keys).toEqual({ platformKeys: { openai: 'sk-sandbox-operator' } });
    await application.close();
  });

  it('come from what was checked, never from the environment, which they leave as it is', async () => {
    process.env['BYOK_PROBE'] = 'of the process';
    const before = { ...process.env };
    const { application, uses } = await start({ JWT_SECRET: 's'.repeat(32) });
    expect(uses.service.get('BYOK_PROBE')).toBeUndefined();
    expect({ ...process.env }).toEqual(before);
    delete process.env['BYOK_PROBE'];
    await application.close();
  });

  it('refuse to be loaded without an application', () => {
    expect(() => httpConfig()).toThrow('The settings "http" are filled by ConfigModule.forRoot(configOptions(configuration)), not by forFeature.');
  });
});
