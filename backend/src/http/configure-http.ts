import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { Configuration } from '../config/index.js';
import { BodyValidationPipe } from './body-validation.pipe.js';
import { defaultClientDirectory } from './client-page.js';
import { isProviderRoute } from './face.js';
import { registerJsonParser } from './json-parser.js';
import { PROVIDER_BODY_LIMIT } from './limits.js';
import { ProblemFilter } from './problem.filter.js';
import { isHttps } from './security-headers.js';
import { serveClient } from './serve-client.js';

export interface HttpOptions {
  /** Folder of the built client; default: `dist/client/browser` of the workspace. */
  clientDirectory?: string;
}

/**
 * All that the HTTP side needs besides modules and the adapter: body parsing and limits,
 * validation, errors, the client. Call it once, after `NestFactory.create(AppModule,
 * createHttpAdapter(configuration), { bodyParser: false })` and before `init()` or `listen()`.
 */
export async function configureHttp(
  application: NestFastifyApplication,
  configuration: Pick<Configuration, 'publicUrl'>,
  options: HttpOptions = {},
): Promise<void> {
  const instance = application.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  instance.addHook('onRoute', (route) => {
    if (isProviderRoute(route.url)) route.bodyLimit = PROVIDER_BODY_LIMIT;
  });
  registerJsonParser(instance);
  application.useGlobalFilters(new ProblemFilter());
  application.useGlobalPipes(new BodyValidationPipe());
  await serveClient(instance, options.clientDirectory ?? defaultClientDirectory(), isHttps(configuration));
}
