import type { ModuleMetadata } from '@nestjs/common';
import { Test, type TestingModuleBuilder } from '@nestjs/testing';
import { BYOK_HOST_OPTIONS, BYOK_OPTIONS, ByokModule, createLogger, validateOptions, type ByokModuleOptions } from '#nestjs-byok';
import type { TestSandbox } from '../sandbox/test-sandbox.js';
import type { LogCollector } from '../search/log-collector.js';
import { importsModule } from './imports-module.js';
import { TestCallerModule } from './test-caller.module.js';

/** Who calls in an application without a sign-in of its own; keys are sealed for this user id. */
export const TEST_USER = 'test-user';

export interface ByokTestingOptions {
  /** Stands in for every provider. Close it after the application. */
  readonly sandbox: TestSandbox;
  /** Goes before what the application itself gives `ByokModule`. */
  readonly options?: ByokModuleOptions;
  /** Gets everything that is logged, masked as the module does it. Only for modules that don't import `ByokModule`; others give it a `logger` of `createLogger`. */
  readonly logs?: LogCollector;
}

/**
 * As Nest's `Test.createTestingModule`, with `ByokModule` over the sandbox: no call leaves the machine. Modules that
 * import `ByokModule`, directly or below, keep their own options but where those name providers; others get the module,
 * with `TEST_USER` as the caller of every request unless `options.callerOf` says otherwise.
 */
export function createByokTestingModule(metadata: ModuleMetadata, { sandbox, options, logs }: ByokTestingOptions): TestingModuleBuilder {
  const given: ByokModuleOptions = { providerOrigins: sandbox.origins, emulated: [], providerProxy: undefined, ...options };
  if (!importsModule(metadata, ByokModule)) {
    const logger = logs === undefined ? false : createLogger({ logLevel: 'trace' }, logs);
    const own = ByokModule.forRoot({ callerOf: () => ({ userId: TEST_USER }), ...given, logger });
    return Test.createTestingModule({ ...metadata, imports: [TestCallerModule, ...(metadata.imports ?? []), own] });
  }
  return Test.createTestingModule(metadata)
    .overrideProvider(BYOK_OPTIONS)
    .useFactory({ inject: [BYOK_HOST_OPTIONS], factory: (host: ByokModuleOptions) => validateOptions({ ...host, ...given }) });
}
