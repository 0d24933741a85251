import { randomBytes } from 'node:crypto';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ByokError, CLIENT_SECTIONS } from '#contracts';
import { readImportMapSource, readPage, type ClientLinks } from './client-page.js';
import { compressPage } from './compress-page.js';
import { isApiRoute } from './api-format.js';
import { offlinePageScript } from './offline-page.js';
import { readVisit } from './page-visit.js';
import { SERVICE_WORKER_POLICY, pageContentSecurityPolicy } from './security-headers.js';

/** Files that the build names by their content, such as `main-ABcd12_-.js` or `media/golos-ABCD1234.woff2`. */
const HASHED = /-[\w-]{8}\.(js|css|woff2)(\.(br|gz))?$/;

const SERVICE_WORKER = /[\\/]service-worker\.js(\.(br|gz))?$/;

/** A browser that navigates anywhere; a client that accepts anything (curl, a script) and asks for a page that exists. */
function wantsPage(request: FastifyRequest): boolean {
  const path = (request.raw.url ?? '/').split('?', 1)[0] as string;
  const { accept = '*/*' } = request.headers;
  if (path === '/' || path === '/index.html' || accept.includes('text/html')) return true;
  return /\*\/\*|text\/\*/.test(accept) && CLIENT_SECTIONS.includes(path.split('/', 2)[1] as string);
}

/**
 * Serves the built client: its files, index.html with a fresh nonce for every other path that a browser
 * navigates to, and the page that its service worker starts it from. Fastify refuses routes of an instance that has started. Without a build, pages are a line of plain text.
 */
export async function serveClient(instance: FastifyInstance, directory: string, https: boolean, links: ClientLinks = {}): Promise<void> {
  const page = readPage(directory, links);
  const inlineScripts = readImportMapSource(directory);
  if (page) {
    await instance.register(fastifyStatic, {
      root: directory,
      wildcard: false,
      index: false,
      dotfiles: 'ignore',
      cacheControl: false,
      preCompressed: true,
      globIgnore: ['**/index.html', '**/*.map'],
      setHeaders: (reply, path) => {
        void reply.header('cache-control', HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache');
        if (SERVICE_WORKER.test(path)) void reply.header('content-security-policy', SERVICE_WORKER_POLICY);
      },
    });
  }
  if (page) {
    instance.get('/offline-page.js', async (request: FastifyRequest, reply: FastifyReply) => {
      const script = offlinePageScript(page, readVisit(request).language, https, inlineScripts);
      const { body, encoding } = await compressPage(script, request.headers['accept-encoding']);
      if (encoding) reply.header('content-encoding', encoding);
      return reply
        .header('cache-control', 'no-cache')
        .header('vary', 'accept-encoding, accept-language, cookie')
        .type('text/javascript; charset=utf-8')
        .send(body);
    });
  }
  instance.get('/*', async (request: FastifyRequest, reply: FastifyReply) => {
    if (isApiRoute(request.raw.url ?? '') || !wantsPage(request)) throw new ByokError('not_found', 'There is no such route.');
    if (!page) {
      return reply
        .code(404)
        .type('text/plain; charset=utf-8')
        .send('The web client is not built. Run "npm run build", or use the API under /api.\n');
    }
    const nonce = randomBytes(16).toString('base64url');
    const { body, encoding } = await compressPage(page(nonce, readVisit(request)), request.headers['accept-encoding']);
    if (encoding) reply.header('content-encoding', encoding);
    return reply
      .header('content-security-policy', pageContentSecurityPolicy(nonce, https, inlineScripts))
      .header('cache-control', 'no-cache')
      .header('vary', 'accept-encoding, accept-language, cookie')
      .type('text/html; charset=utf-8')
      .send(body);
  });
}
