import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fastify, { type FastifyInstance } from 'fastify';
import { answerError } from './answer-error.js';
import { serveClient } from './serve-client.js';

describe('serveClient', () => {
  const directory = mkdtempSync(join(tmpdir(), 'byok-client-'));
  let server: FastifyInstance;

  beforeAll(async () => {
    writeFileSync(join(directory, 'index.html'), '<!doctype html><html><script type="importmap">{"integrity":{}}</script><app-root ngCspNonce="placeholder"></app-root></html>');
    writeFileSync(join(directory, 'service-worker.js'), 'addEventListener;');
    server = fastify();
    server.setErrorHandler(answerError);
    await serveClient(server, directory, false);
  });
  afterAll(async () => {
    await server.close();
    rmSync(directory, { recursive: true });
  });

  async function ask(url: string, accept?: string): Promise<[status: number, type: string]> {
    const { statusCode, headers } = await server.inject({ url, headers: accept === undefined ? {} : { accept } });
    return [statusCode, String(headers['content-type']).split(';', 1)[0] as string];
  }
  const PAGE = [200, 'text/html'];
  const PROBLEM = [404, 'application/problem+json'];

  it.each([undefined, '*/*', 'text/*', 'text/html,application/xhtml+xml,*/*;q=0.8'])('gives the page on the client’s paths to who accepts %p', async (accept) => {
    for (const path of ['/', '/index.html', '/studio', '/settings/keys?tab=1', '/courses/0192']) expect(await ask(path, accept)).toEqual(PAGE);
  });

  it('allows the import map of its page by its digest, and no other script in a page', async () => {
    const { headers } = await server.inject({ url: '/', headers: { accept: 'text/html' } });
    // echo -n '{"integrity":{}}' | openssl dgst -sha256 -binary | base64
    expect(String(headers['content-security-policy'])).toContain("; script-src 'self' 'sha256-v1IUEqDyKCfHdg2mkshdZlh1JwxKZIMqsI0JxkeP1Qo='; ");
  });

  it('has the service worker fetch files of its origin, and keeps it out of HTTP caches', async () => {
    const { headers } = await server.inject({ url: '/service-worker.js' });
    expect(headers).toMatchObject({ 'content-security-policy': "default-src 'none'; script-src 'self'; connect-src 'self'", 'cache-control': 'no-cache' });
  });

  it('gives the service worker a page that is nobody’s, with its headers and without a nonce', async () => {
    const ask = async (language: string) => (await server.inject({ url: '/offline-page.js', headers: { 'accept-language': language, cookie: 'XSRF-TOKEN=x' } })).body;
    const script = await ask('ru');
    const { nonce, headers, html } = JSON.parse(script.slice('self.offlinePage = '.length, -2)) as { nonce: string; headers: Record<string, string>; html: string };
    expect(html).toContain(`<app-root ngCspNonce="${nonce}">`);
    expect(headers['content-security-policy']).toContain(`style-src 'self' 'nonce-${nonce}'`);
    expect(headers).toMatchObject({ 'cross-origin-embedder-policy': 'require-corp', 'x-frame-options': 'DENY' });
    // The same bytes each time, or browsers would take each for an update.
    expect(await ask('ru')).toBe(script);
  });

  it('says that there is no such route to who wants something else', async () => {
    for (const accept of ['application/json', 'image/avif,image/webp']) expect(await ask('/studio', accept)).toEqual(PROBLEM);
  });

  it('gives no page for what is missing, unless a browser navigates to it', async () => {
    for (const path of ['/main-ABCD1234.js', '/media/font.woff2', '/.env', '/nowhere', '/studios']) expect(await ask(path, '*/*')).toEqual(PROBLEM);
    expect(await ask('/nowhere', 'text/html')).toEqual(PAGE);
  });

  it('gives no page below /api', async () => {
    for (const accept of ['*/*', 'text/html']) expect(await ask('/api/nowhere', accept)).toEqual(PROBLEM);
  });
});
