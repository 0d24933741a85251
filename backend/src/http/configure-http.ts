import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { ByokError } from '#contracts';
import { isOpenHandler } from '../auth/route-access.js';
import type { Configuration } from '../config/index.js';
import { BodyValidationPipe } from './body-validation.pipe.js';
import { defaultClientDirectory } from './client-page.js';
import { isProviderRoute } from './face.js';
import { announcesBody } from './intake/index.js';
import { registerJsonParser, type PrepareBody } from './json-parser.js';
import { OPEN_BODY_LIMIT, PROVIDER_BODY_LIMIT } from './limits.js';
import { ProblemFilter } from './problem.filter.js';
import { isHttps } from './security-headers.js';
import { serveClient } from './serve-client.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Anyone may call the route, signed in or not. */
    isOpen?: boolean;
  }
}

export interface HttpOptions {
  /** Folder of the built client; default: `dist/client/browser` of the workspace. */
  clientDirectory?: string;
  /** Reads large bodies of provider routes before their routes do; default: nobody. */
  prepareBody?: PrepareBody;
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
    else if (isOpenHandler(route.handler)) {
      route.bodyLimit = OPEN_BODY_LIMIT;
      route.config = { ...route.config, isOpen: true };
    }
  });
  instance.addHook('onRequest', (request, _reply, done) => {
    // Whatever it is a body of, nobody will read it: its type is no reason to say something else.
    const isUnread = announcesBody(request.raw) || request.headers['content-type'] !== undefined;
    done(request.is404 && isUnread ? new ByokError('not_found', 'There is no such route.') : undefined);
  });
  registerJsonParser(instance, options.prepareBody);
  application.useGlobalFilters(new ProblemFilter());
  application.useGlobalPipes(new BodyValidationPipe());
  await serveClient(instance, options.clientDirectory ?? defaultClientDirectory(), isHttps(configuration));
}
