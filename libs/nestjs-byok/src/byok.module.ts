import { ConfigurableModuleBuilder, Controller, Inject, Logger as NestLogger, Module, Optional, UseGuards, type CanActivate, type DynamicModule, type NestModule, type OnApplicationShutdown, type OnModuleInit, type Provider, type Type } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR, ApplicationConfig, HttpAdapterHost } from '@nestjs/core';
import { Logger, LoggerModule } from 'nestjs-pino';
import type { Logger as PinoLogger } from 'pino';
import { BYOK_OPTIONS, validateOptions, type ByokModuleOptions } from './byok.options.js';
import { CallReports } from './calls/call-reports.service.js';
import { Callers } from './caller/callers.service.js';
import { ByokChat } from './chat/byok-chat.service.js';
import { Clock } from './clock/clock.js';
import { CredentialInterceptor } from './credential/credential.interceptor.js';
import { registerKeyHeaders, useKeyHeaders } from './credential/key-headers.hook.js';
import { KeyPlacementGuard } from './credential/key-placement.guard.js';
import { KeyPlacementInterceptor } from './credential/key-placement.interceptor.js';
import { ByokErrorFilter } from './errors/byok-error.filter.js';
import { JobKeys } from './jobs/job-keys.service.js';
import { KeyCheckService } from './key-test/key-check.service.js';
import { KeyTestController } from './key-test/key-test.controller.js';
import { createLogger } from './redaction/logger.js';
import { loggerOptions } from './redaction/logger-options.js';
import { Catalog } from './strategy/catalog/catalog.js';
import { readCatalogFile } from './strategy/catalog/catalog-file.js';
import { PlatformCredentials } from './strategy/platform-credentials.js';
import { ProviderStrategyService } from './strategy/provider-strategy.service.js';
import { PlatformLimits } from './strategy/spending/platform-limits.service.js';
import { ProviderNetwork } from './strategy/transport/provider-network.js';
import { ProxyFailureLog } from './strategy/transport/proxy-failure-log.service.js';
import { TransitKeyController } from './transit/transit-key.controller.js';
import { TransitKeyring } from './transit/transit-keyring.js';

/** What must be known before the options are: it decides what the module consists of. */
export interface ByokModuleExtras {
  /** Whether every module of the application may inject what this one exports; default: true. */
  isGlobal?: boolean;
  /** Marks the route of the transit key as open to all, in the way that the host's guards read: its own decorator, such as `Public()`. */
  publicRoute?: ClassDecorator;
  /** Where the module's routes are, `transit-key` and `validate` (the key test); default: `api/byok`. */
  path?: string;
  /** Whether the module serves the route of the key test; default: true. A host that limits or counts tests has one of its own, over `KeyCheckService`. */
  keyTest?: boolean;
  /**
   * For a host that signs in where no global guard stands. What it has in `@UseGuards()` on its routes, to stand on the
   * route of the key test too; or true for a guard of request scope or a middleware. What is wrong with a request's keys
   * is then told behind all guards, by an interceptor. Default: false.
   */
  guardsOnRoutes?: boolean | readonly (Type<CanActivate> | CanActivate)[];
  /**
   * What everything that the application logs goes through: default the module's own, JSON lines on standard output in
   * which no key stands. Give one of `createLogger`, or false to leave the log as it is: nothing then masks it.
   */
  logger?: PinoLogger | false;
}

/** The masking log as Nest's own; absent where the host keeps its log. */
const MASKED_LOG = Symbol('MASKED_LOG');

const definition = new ConfigurableModuleBuilder<ByokModuleOptions>({ moduleName: 'Byok' })
  .setClassMethodName('forRoot')
  .setFactoryMethodName('createByokOptions')
  .setExtras<ByokModuleExtras>({}, withExtras)
  .build();

/** Injection token of the options as the host gave them, before `validateOptions`; `BYOK_OPTIONS` are what the module goes by. */
export const BYOK_HOST_OPTIONS = definition.MODULE_OPTIONS_TOKEN;

export type ByokModuleRootOptions = typeof definition.OPTIONS_TYPE;
export type ByokModuleAsyncOptions = typeof definition.ASYNC_OPTIONS_TYPE;

/** What a class given to `forRootAsync` by `useClass` or `useExisting` must have. */
export interface ByokOptionsFactory {
  createByokOptions(): ByokModuleOptions | Promise<ByokModuleOptions>;
}

const PROVIDERS: readonly Provider[] = [
  { provide: BYOK_OPTIONS, inject: [definition.MODULE_OPTIONS_TOKEN], useFactory: validateOptions },
  Callers,
  TransitKeyring,
  CredentialInterceptor,
  Clock,
  { provide: Catalog, inject: [BYOK_OPTIONS, Clock], useFactory: ({ catalog }: ByokModuleOptions, clock: Clock) => new Catalog(catalog ?? readCatalogFile(), clock) },
  ProxyFailureLog,
  { provide: ProviderNetwork, inject: [BYOK_OPTIONS, Catalog, ProxyFailureLog], useFactory: ProviderNetwork.open },
  { provide: PlatformCredentials, inject: [BYOK_OPTIONS, ProviderNetwork], useFactory: (options: ByokModuleOptions, { sandboxed }: ProviderNetwork) => new PlatformCredentials(options, sandboxed) },
  ProviderStrategyService,
  PlatformLimits,
  CallReports,
  KeyCheckService,
  JobKeys,
  ByokChat,
];

const EXPORTS = [ByokChat, Callers, CallReports, JobKeys, KeyCheckService, TransitKeyring, Clock, Catalog, PlatformCredentials, ProviderStrategyService, PlatformLimits];

/**
 * The only code that sees a plain key. It takes keys out of every request, opens them into the call scope of routes
 * marked `@UseByok()`, chooses who serves and whose key pays, calls the providers, and owns the transit keys.
 *
 * Hooks, catalog and transport are its own; the host gives ports, above all who calls. An application with routes
 * that lacks what the module needs does not start.
 */
@Module({})
export class ByokModule extends definition.ConfigurableModuleClass implements NestModule, OnModuleInit, OnApplicationShutdown {
  #takesKeys = false;

  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(ApplicationConfig) private readonly application: ApplicationConfig,
    @Inject(BYOK_OPTIONS) private readonly options: ByokModuleOptions,
    @Inject(ProviderNetwork) private readonly network: ProviderNetwork,
    @Optional() @Inject(MASKED_LOG) private readonly logger?: Logger,
  ) {
    super();
    this.#takeKeys();
  }

  /** @throws TransitKeysError or RangeError on bad options; the message holds no value */
  static override forRoot(options: ByokModuleRootOptions = {}): DynamicModule {
    validateOptions(options);
    return super.forRoot(options);
  }

  /** Called for applications with routes. @throws Error of one line that says what the host must give */
  configure(): void {
    this.#takeKeys();
    const [first] = this.application.getGlobalGuards();
    if (first instanceof KeyPlacementGuard) throw new Error('No guard stands before that of ByokModule: import the module that authenticates callers before it, or say by guardsOnRoutes that routes or a middleware do it.');
    if (this.options.callerOf === undefined) {
      throw new Error('ByokModule does not know who calls: give it the option callerOf, such as (request) => request.user && { userId: request.user.id }.');
    }
    // Nest asks them from the last to the first: those of the host come before this one.
    this.application.getGlobalFilters().unshift(new ByokErrorFilter(this.host));
  }

  /** Before everything else where the adapter is known at once; an application of `@nestjs/testing` gets it later, a worker none. */
  #takeKeys(): void {
    const { httpAdapter } = this.host;
    const type = httpAdapter?.getType?.();
    if (this.#takesKeys || type === undefined) return;
    if (type === 'fastify') registerKeyHeaders(httpAdapter.getInstance());
    else if (type === 'express') useKeyHeaders(httpAdapter);
    this.#takesKeys = true;
  }

  /** From here on, what Nest and the host say goes through the masking log. */
  onModuleInit(): void {
    if (this.logger !== undefined) NestLogger.overrideLogger(this.logger);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.network.close();
  }
}

function withExtras(base: DynamicModule, { isGlobal = true, publicRoute, path, keyTest = true, guardsOnRoutes = false, logger = createLogger() }: ByokModuleExtras): DynamicModule {
  const guards = typeof guardsOnRoutes === 'boolean' ? [] : guardsOnRoutes;
  const log = logger === false ? undefined : LoggerModule.forRootAsync(loggerOptions(logger));
  return {
    ...base,
    global: isGlobal,
    imports: [...(base.imports ?? []), ...(log === undefined ? [] : [log])],
    controllers: [placed(TransitKeyController, path, publicRoute), ...(keyTest ? [placed(KeyTestController, path, guards.length === 0 ? undefined : UseGuards(...guards))] : [])],
    providers: [
      ...(base.providers ?? []),
      ...PROVIDERS,
      guardsOnRoutes !== false ? { provide: APP_INTERCEPTOR, useClass: KeyPlacementInterceptor } : { provide: APP_GUARD, useClass: KeyPlacementGuard },
      ...(log === undefined ? [] : [{ provide: MASKED_LOG, useExisting: Logger }]),
    ],
    exports: [...EXPORTS, ...(log === undefined ? [] : [LoggerModule])],
  };
}

/** A controller at another path or with one more decorator: a class of its own, since the module's is shared by all applications of a process. */
function placed(controller: Type, path: string | undefined, decorator?: ClassDecorator): Type {
  if (path === undefined && decorator === undefined) return controller;
  const copy = { [controller.name]: class extends controller {} }[controller.name] as Type;
  if (path !== undefined) Controller(path)(copy);
  decorator?.(copy);
  return copy;
}
