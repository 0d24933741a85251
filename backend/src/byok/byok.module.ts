import { Module, type DynamicModule, type FactoryProvider, type ModuleMetadata, type Provider } from '@nestjs/common';
import { APP_GUARD, HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { BYOK_OPTIONS, validateOptions, type ByokModuleOptions } from './byok.options.js';
import { registerKeyIntake } from './credential/key-intake.hook.js';
import { KeyPlacementGuard } from './credential/key-placement.guard.js';
import { TransitKeyController } from './transit/transit-key.controller.js';
import { TransitKeyring } from './transit/transit-keyring.js';

export interface ByokModuleAsyncOptions extends Pick<ModuleMetadata, 'imports'> {
  inject?: FactoryProvider['inject'];
  useFactory: (...dependencies: never[]) => ByokModuleOptions | Promise<ByokModuleOptions>;
}

/**
 * The heart: the only code that sees a plain key. It opens what `x-byok-*` headers carry into the call scope
 * of routes marked `@UseByok()`, and owns the transit keys.
 *
 * On a Fastify server it takes keys out of every request by itself. The application's duties: `createLogger` as the
 * logger of everything, and authentication as a global guard of a module that is imported before this one.
 */
@Module({})
export class ByokModule {
  constructor({ httpAdapter }: HttpAdapterHost) {
    // A worker has none.
    if (httpAdapter?.getType?.() === 'fastify') registerKeyIntake(httpAdapter.getInstance<FastifyInstance>());
  }

  /** @throws TransitKeysError or RangeError on bad options; the message holds no value */
  static forRoot(options: ByokModuleOptions = {}): DynamicModule {
    return build({ provide: BYOK_OPTIONS, useValue: validateOptions(options) });
  }

  static forRootAsync({ imports, inject, useFactory }: ByokModuleAsyncOptions): DynamicModule {
    const factory = useFactory as (...dependencies: unknown[]) => ByokModuleOptions | Promise<ByokModuleOptions>;
    return build(
      {
        provide: BYOK_OPTIONS,
        inject: inject ?? [],
        useFactory: async (...dependencies: unknown[]) => validateOptions(await factory(...dependencies)),
      },
      imports,
    );
  }
}

function build(options: Provider, imports: ModuleMetadata['imports'] = []): DynamicModule {
  return {
    module: ByokModule,
    global: true,
    imports,
    controllers: [TransitKeyController],
    providers: [options, TransitKeyring, { provide: APP_GUARD, useClass: KeyPlacementGuard }],
    exports: [TransitKeyring],
  };
}
