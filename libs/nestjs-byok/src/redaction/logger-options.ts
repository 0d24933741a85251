import { Scope } from '@nestjs/common';
import { PinoLogger, PARAMS_PROVIDER_TOKEN, type LoggerModuleAsyncParams, type Params } from 'nestjs-pino';
import type { Logger } from 'pino';

/** nestjs-pino writes to the first logger of the process; this one to its own application's, which tests have several of. */
class OwnLogger extends PinoLogger {
  constructor(
    params: Params,
    private readonly own: Logger,
  ) {
    super(params);
  }

  override get logger(): Logger {
    return this.own;
  }
}

/**
 * Options of `LoggerModule.forRootAsync`: Nest's `Logger` and every `@InjectPinoLogger()` write to this one, which must
 * be of `createLogger`. No route is logged by nestjs-pino: requests have their own line (`logRequests`).
 */
export function loggerOptions(logger: Logger): LoggerModuleAsyncParams {
  return {
    useFactory: () => ({ pinoHttp: { logger }, forRoutes: [] }),
    providers: [
      {
        provide: PinoLogger,
        scope: Scope.TRANSIENT,
        inject: [PARAMS_PROVIDER_TOKEN],
        useFactory: (params: Params) => new OwnLogger(params, logger),
      },
    ],
  };
}
