import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { Logger } from 'nestjs-pino';
import type { DestinationStream } from 'pino';
import { AppModule } from './app.module.js';
import { AuthenticationGuard } from './auth/index.js';
import { createLogger, logRequests, registerKeyIntake } from './byok/index.js';
import type { Configuration } from './config/index.js';
import { registerAdmission } from './gateway/admission.hook.js';
import { ChatRoute } from './gateway/chat/chat.route.js';
import { registerModelRoutes } from './gateway/model-routes.js';
import { NativeRoute } from './gateway/native/native.route.js';
import { registerAudioParser } from './gateway/body/audio-parser.js';
import { JsonScanner } from './gateway/body/json-scanner.service.js';
import { EndedRequests, configureHttp, createHttpAdapter, watchRequests } from './http/index.js';
import { CallMetrics, MetricsRegistry } from './metrics/index.js';
import { registerUploadParser } from './uploads/index.js';
import { UsageQueue, UsageRecorder, observeCalls } from './usage/index.js';

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
  const adapter = createHttpAdapter(configuration, registerKeyIntake);
  const instance = adapter.getInstance() as unknown as FastifyInstance;
  const ended = new EndedRequests(options.logDestination === undefined ? undefined : 0);
  watchRequests(instance, ended);
  logRequests(ended, logger);
  const application = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(configuration, logger), adapter, {
    bodyParser: false,
    bufferLogs: true,
    // A failure of the start is told by `main`, in one line.
    autoFlushLogs: false,
    abortOnError: false,
    forceCloseConnections: true,
  });
  application.useLogger(application.get(Logger));
  application.flushLogs();
  observeCalls(ended, application.get(UsageRecorder), application.get(CallMetrics));
  application.get(UsageQueue).drawFrom(ended.flush);
  application.get(MetricsRegistry).drawFrom(ended.flush);
  registerAdmission(instance, application.get(AuthenticationGuard));
  const scanner = application.get(JsonScanner, { strict: false });
  await configureHttp(application, configuration, { prepareBody: (bytes) => scanner.scan(bytes) });
  registerAudioParser(instance);
  registerUploadParser(instance);
  registerModelRoutes(instance, application.get(ChatRoute, { strict: false }), application.get(NativeRoute, { strict: false }));
  return application;
}
