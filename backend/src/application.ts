import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { DestinationStream } from 'pino';
import { AppModule } from './app.module.js';
import { AuthenticationGuard } from './auth/index.js';
import { NestLogger, createLogger, registerKeyIntake, registerRequestLog } from './byok/index.js';
import type { Configuration } from './config/index.js';
import { registerAdmission } from './gateway/admission.hook.js';
import { registerAudioParser } from './gateway/body/audio-parser.js';
import { configureHttp, createHttpAdapter } from './http/index.js';
import { CallMetrics } from './metrics/index.js';
import { registerUploadParser } from './uploads/index.js';
import { UsageRecorder, observeCalls } from './usage/index.js';

export interface ApplicationOptions {
  /** Where log lines go, each at once; default: standard output, in larger pieces. */
  logDestination?: DestinationStream;
}

/**
 * The HTTP application, ready for `listen()`. The caller must `close()` it.
 * @throws whatever a module refuses to start with
 */
export async function createApplication(
  configuration: Configuration,
  options: ApplicationOptions = {},
): Promise<NestFastifyApplication> {
  const logger = createLogger(configuration, options.logDestination);
  const adapter = createHttpAdapter(configuration);
  const instance = adapter.getInstance() as unknown as FastifyInstance;
  registerKeyIntake(instance);
  registerRequestLog(instance, logger, options.logDestination === undefined ? undefined : 0);
  const application = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(configuration), adapter, {
    bodyParser: false,
    logger: new NestLogger(logger),
    abortOnError: false,
    forceCloseConnections: true,
  });
  observeCalls(instance, application.get(UsageRecorder), application.get(CallMetrics));
  registerAdmission(instance, application.get(AuthenticationGuard));
  await configureHttp(application, configuration);
  registerAudioParser(instance);
  registerUploadParser(instance);
  return application;
}
