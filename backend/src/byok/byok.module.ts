import { Module, type DynamicModule, type FactoryProvider, type ModuleMetadata, type Provider } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { BYOK_OPTIONS, validateOptions, type ByokModuleOptions } from './byok.options.js';
import { CallScopes } from './credential/call-scopes.service.js';
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
 * The application's duties, since they concern the whole HTTP server: `registerKeyIntake(fastify)` before any
 * other `onRequest` hook, `createLogger` as the logger of everything, and authentication as a global guard of a
 * module that is imported before this one.
 */
@Module({})
export class ByokModule {
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
    providers: [options, TransitKeyring, CallScopes, { provide: APP_GUARD, useClass: KeyPlacementGuard }],
    exports: [TransitKeyring, CallScopes],
  };
}
