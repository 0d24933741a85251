import { once } from 'node:events';
import { createSecureServer, type Http2SecureServer } from 'node:http2';
import { request as httpRequest } from 'node:http';
import { connect, type AddressInfo, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates } from 'node:tls';
import { startSandbox, type Sandbox } from '#sandbox';
import { keyHeader, startApplication, type TestApplication, type TestUser } from './support/application.js';
import { ask, chatCall, type Mode } from './support/calls.js';
import { createTestAuthority } from './support/certificates.js';
import { patience } from './support/patience.js';
import { startTunnelProxy, type TunnelProxy } from './support/tunnel-proxy.js';

const USER = 'operator';
const PASSWORD = 'p@ss:w%rd';
const CREDENTIALS = `${USER}:${PASSWORD}`;
const URL_CREDENTIALS = `${USER}:${encodeURIComponent(PASSWORD)}`;
/** Names that only the proxy can resolve. */
const SECURE_HOST = 'api.openai.invalid';
const PLAIN_HOST = 'api.anthropic.invalid';

const authority = createTestAuthority('Test authority');
const trusted = getCACertificates('default');

let providers: Sandbox;
let secureProvider: Server;
let proxy: TunnelProxy;
let app: TestApplication;
let user: TestUser;

const portOf = (origin: string) => Number(new URL(origin).port);
const listeningPort = (server: Server | Http2SecureServer) => (server.address() as AddressInfo).port;
const openaiKey = (name: string) => keyHeader('openai', `sk-sandbox-${name}`);

/** TLS in front of a plain server. */
async function startTls(hostName: string, port: number): Promise<Server> {
  const server = createTlsServer({ ...authority.issue(hostName), ALPNProtocols: ['http/1.1'] }, (client) => {
    const plain = connect(port, '127.0.0.1');
    client.pipe(plain).pipe(client);
    client.on('error', () => plain.destroy()).on('close', () => plain.destroy());
    plain.on('error', () => client.destroy()).on('close', () => client.destroy());
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

/** HTTP/2 in front of a plain server. */
async function startHttp2(hostName: string, port: number): Promise<Http2SecureServer> {
  const server = createSecureServer(authority.issue(hostName), (request, response) => {
    const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => !name.startsWith(':')));
    const plain = httpRequest({ host: '127.0.0.1', port, path: request.url, method: request.method, headers }, (answer) => {
      const { connection: _connection, 'keep-alive': _keepAlive, 'transfer-encoding': _encoding, ...kept } = answer.headers;
      response.writeHead(answer.statusCode ?? 500, kept);
      answer.pipe(response);
    });
    request.pipe(plain);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}

beforeAll(async () => {
  // As NODE_EXTRA_CA_CERTS does for an operator whose network has an authority of its own.
  setDefaultCACertificates([...trusted, authority.certificate]);
  providers = await startSandbox({ latencyMs: 0 });
  secureProvider = await startTls(SECURE_HOST, portOf(providers.origins.openai));
  proxy = await startTunnelProxy({ credentials: CREDENTIALS, forged: createTestAuthority('Stranger').issue(SECURE_HOST) });
  app = await startApplication({
    PROVIDERS: 'sandbox',
    PROVIDER_PROXY: `http://${URL_CREDENTIALS}@127.0.0.1:${proxy.port}`,
    PROVIDER_TIMEOUT_MS: '1500',
    OPENAI_BASE_URL: `https://${SECURE_HOST}:${listeningPort(secureProvider)}`,
    ANTHROPIC_BASE_URL: `http://${PLAIN_HOST}:${portOf(providers.origins.anthropic)}`,
    GEMINI_BASE_URL: undefined,
  });
  user = await app.user();
});
afterAll(async () => {
  await app.close();
  await proxy.stop();
  secureProvider.close();
  await providers.close();
  setDefaultCACertificates(trusted);
});
beforeEach(() => {
  proxy.behaviour = 'tunnel';
  proxy.reset();
});

describe.each(['plain', 'streamed'] as Mode[])('a call to a provider with TLS, %s', (mode) => {
  it('goes through a tunnel in which the proxy sees the name alone: no key, no prompt, no answer', async () => {
    const key = `sk-sandbox-inside-the-tunnel-${mode}`;
    const { status, text, receipt } = await ask(app, user, chatCall('v1', 'openai', mode, 'Say marmalade'), keyHeader('openai', key));
    expect([status, receipt.attempts]).toEqual([200, 'byok:openai:ok']);
    expect(providers.calls.at(-1)).toMatchObject({ provider: 'openai', status: 200 });
    expect(proxy.authorities).toEqual([`${SECURE_HOST}:${listeningPort(secureProvider)}`]);
    const seen = proxy.seen();
    // The name stands in the clear in TLS's first message, so the proxy did see this call's bytes.
    expect(seen.includes(SECURE_HOST)).toBe(true);
    for (const secret of [key, Buffer.from(key).toString('base64'), 'marmalade', 'chatcmpl', 'choices']) {
      expect(seen.includes(secret)).toBe(false);
    }
    expect(text).toContain('chatcmpl');
  });

  it('opens a tunnel for a plain-http origin too, and there the proxy can see everything', async () => {
    const key = `sk-ant-sandbox-outside-of-tls-${mode}`;
    const { status } = await ask(app, user, chatCall('native', 'anthropic', mode), keyHeader('anthropic', key));
    expect(status).toBe(200);
    expect(proxy.authorities).toEqual([`${PLAIN_HOST}:${portOf(providers.origins.anthropic)}`]);
    expect(proxy.others).toEqual([]);
    expect(proxy.seen().includes(key)).toBe(true);
  });
});

it('keeps tunnels open for later calls, of whatever user and key', async () => {
  const other = await app.user();
  for (const [who, name] of [[user, 'one'], [other, 'two'], [user, 'three']] as const) {
    expect((await ask(app, who, chatCall('native', 'openai', 'plain'), openaiKey(name))).status).toBe(200);
  }
  expect(proxy.authorities).toHaveLength(1);
});

it('does not take the proxy for providers that the emulator stands in for', async () => {
  const { status } = await ask(app, user, chatCall('native', 'gemini', 'plain'), keyHeader('gemini', 'AIza-sandbox-user'));
  expect(status).toBe(200);
  expect([proxy.authorities, proxy.others]).toEqual([[], []]);
});

it('never hands its own credentials on to a provider', async () => {
  await ask(app, user, chatCall('native', 'anthropic', 'plain'), keyHeader('anthropic', 'sk-ant-sandbox-headers'));
  expect(Object.keys(providers.calls.at(-1)?.headers ?? {}).filter((name) => name.startsWith('proxy-'))).toEqual([]);
  expect(proxy.seen().includes(Buffer.from(CREDENTIALS).toString('base64'))).toBe(false);
});

it('ends the tunnel within a second when the client goes away', async () => {
  const abort = new AbortController();
  const { path, json } = chatCall('v1', 'openai', 'streamed');
  const call = app.fetch(user, path, { json, headers: openaiKey('slow'), signal: abort.signal });
  call.catch(() => undefined);
  while (proxy.open === 0) await sleep(5);
  await sleep(100);
  abort.abort();
  const aborted = Date.now();
  while (proxy.open > 0 && Date.now() - aborted < patience(5_000)) await sleep(5);
  expect(Date.now() - aborted).toBeLessThan(patience(1_000));
});

describe('when the proxy opens no tunnel', () => {
  const failing = async (name: string) => {
    const before = app.logs().length;
    const answer = await ask(app, user, chatCall('v1', 'openai', 'plain'), { ...openaiKey(name), 'x-byok-fallback': 'never' });
    return { ...answer, lines: app.logs().slice(before).split('\n') };
  };
  const warnings = (reason: string) => app.logs().split('\n').filter((line) => line.includes('PROVIDER_PROXY') && line.includes(reason));
  const expectNoCredentials = (text: string) => {
    for (const form of [PASSWORD, encodeURIComponent(PASSWORD), Buffer.from(CREDENTIALS).toString('base64'), `${USER}:`]) {
      expect(text).not.toContain(form);
    }
  };

  it.each([
    [407, 'wants other credentials (status 407)'],
    [403, 'opened no connection to the provider (status 403)'],
    [502, 'opened no connection to the provider (status 502)'],
  ])('says that it answered %i, to the caller and once to the operator', async (behaviour, words) => {
    proxy.behaviour = behaviour;
    for (const name of ['first', 'second']) {
      const { status, receipt, text } = await failing(name);
      expect([status, receipt.code]).toEqual([502, 'provider_unavailable']);
      expect(text).toContain(words);
      expectNoCredentials(text);
    }
    expect(proxy.authorities.length).toBeGreaterThanOrEqual(2);
    expect(warnings(`(${behaviour})`)).toHaveLength(1);
  });

  it('says that it is down, and works again when it is back', async () => {
    await proxy.stop();
    for (const name of ['down', 'still-down']) {
      const { status, receipt, text } = await failing(name);
      expect([status, receipt.code]).toEqual([502, 'provider_unavailable']);
      expect(text).toContain('does not answer');
    }
    expect(warnings('ECONNREFUSED')).toHaveLength(1);
    await proxy.resume();
    expect((await failing('back')).status).toBe(200);
  });

  it.each(['close', 'garbage'] as const)('takes one that misbehaves (%s) for unavailable', async (behaviour) => {
    proxy.behaviour = behaviour;
    const { status, receipt } = await failing(behaviour);
    expect([status, receipt.code]).toEqual([502, 'provider_unavailable']);
  });

  it('waits for one that says nothing no longer than for a provider', async () => {
    proxy.behaviour = 'silent';
    const { status, receipt } = await failing('silent');
    expect([status, receipt.code]).toEqual([504, 'provider_timeout']);
  });

  it('gives no key to one that puts itself in the place of the provider', async () => {
    proxy.behaviour = 'intercept';
    const { status, receipt } = await failing('intercepted');
    expect([status, receipt.code]).toEqual([502, 'provider_unavailable']);
    expect(proxy.authorities.length).toBeGreaterThan(0);
    expect(proxy.seen()).toHaveLength(0);
  });

  it('has written neither its credentials nor a key to the log', () => {
    expect(app.logs()).toContain('PROVIDER_PROXY');
    expectNoCredentials(app.logs());
    expect(app.logs()).not.toContain('sk-sandbox-');
  });
});

describe('over a proxy that speaks TLS itself and wants no credentials', () => {
  let secureProxy: TunnelProxy;
  let other: TestApplication;
  let modern: Http2SecureServer;
  beforeAll(async () => {
    secureProxy = await startTunnelProxy({ tls: authority.issue('localhost') });
    modern = await startHttp2('api.anthropic.invalid', portOf(providers.origins.anthropic));
    other = await startApplication({
      PROVIDER_PROXY: `https://localhost:${secureProxy.port}`,
      OPENAI_BASE_URL: `https://${SECURE_HOST}:${listeningPort(secureProvider)}`,
      ANTHROPIC_BASE_URL: `https://${PLAIN_HOST}:${listeningPort(modern)}`,
    });
  });
  afterAll(async () => {
    await other.close();
    await secureProxy.stop();
    modern.close();
  });

  it.each(['plain', 'streamed'] as Mode[])('calls providers of HTTP/1.1 and of HTTP/2, %s', async (mode) => {
    const somebody = await other.user();
    const openai = await ask(other, somebody, chatCall('v1', 'openai', mode), openaiKey('twice-encrypted'));
    expect(openai.status).toBe(200);
    const anthropic = await ask(other, somebody, chatCall('native', 'anthropic', mode), keyHeader('anthropic', 'sk-ant-sandbox-modern'));
    expect([anthropic.status, anthropic.receipt.attempts]).toEqual([200, 'byok:anthropic:ok']);
    expect(secureProxy.authorities.length).toBeGreaterThan(0);
    expect(secureProxy.others).toEqual([]);
    // In both keys. What passes is encrypted, and three letters would stand in so many random bytes by chance.
    expect(secureProxy.seen().includes('sandbox')).toBe(false);
    expect(secureProxy.seen().includes(SECURE_HOST) || mode === 'streamed').toBe(true);
  });
});
