import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { keyHeader, type TestApplication, type TestUser } from './support/application.js';
import { setUpApplication } from './support/set-up-application.js';

const CANARY = 'sk-canary-5d0e8c1f7a2b';
const PRODUCT = ['/api/me', '/api/auth/login', '/api/v1x', '/'] as const;
const FACES = [
  ['/api/v1/chat/completions', 'openai'],
  ['/api/v1', 'openai'],
  ['/api/openai/v1/chat/completions', 'openai'],
  ['/api/openai/v1/no-such-thing?a=1', 'openai'],
  ['/api/anthropic/v1/messages', 'anthropic'],
  ['/api/gemini/v1beta/models/gemini-3.5-flash-lite:generateContent', 'gemini'],
  ['/api/gemini/v1/models/x:streamGenerateContent?alt=sse', 'gemini'],
] as const;
type Shape = 'product' | 'openai' | 'anthropic' | 'gemini';

let app: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app, user } = shared));

/** Sends packets, one after the other, and resolves with all that comes back until the server hangs up. */
function raw(...packets: string[]): Promise<string> {
  return new Promise((resolve) => {
    let seen = '';
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1', () => {
      void (async () => {
        for (const packet of packets) {
          socket.write(packet, 'latin1');
          await sleep(60);
        }
      })();
    });
    socket.setNoDelay(true);
    socket.on('data', (chunk) => (seen += chunk.toString()));
    socket.on('close', () => resolve(seen));
    socket.on('error', () => resolve(seen));
  });
}

const head = (path: string, ...lines: string[]) => [`POST ${path} HTTP/1.1`, 'host: x', `authorization: Bearer ${user.token}`, 'content-type: application/json', ...lines, '', ''].join('\r\n');

/** The last answer of those that came. */
function expectAnswer(seen: string, shape: Shape, status: number, code: string): void {
  const answer = seen.slice(seen.lastIndexOf('HTTP/1.1 '));
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(answer).toContain(`x-byok-code: ${code}\r\n`);
  expect(answer).toMatch(/x-request-id: [0-9a-f-]{36}\r\n/);
  expect(answer).toContain(`content-type: application/${shape === 'product' ? 'problem+json' : 'json'};`);
  if (shape !== 'product') expect(answer).toContain('x-should-retry: false\r\n');
  const body = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))) as unknown;
  if (shape === 'product') expect(body).toMatchObject({ status, code, requestId: expect.any(String) });
  else if (shape === 'openai') expect(body).toMatchObject({ error: { code, message: expect.any(String), type: 'invalid_request_error', param: null } });
  else if (shape === 'anthropic') expect(body).toMatchObject({ type: 'error', error: { message: expect.any(String), type: status === 413 ? 'request_too_large' : 'invalid_request_error' } });
  else expect(body).toMatchObject({ error: { code: status, status: 'INVALID_ARGUMENT', details: [{ reason: code }] } });
  expect(seen).not.toContain(CANARY.slice(0, 12));
  expect(app.logs()).not.toContain(CANARY.slice(0, 12));
}

const ALL: readonly (readonly [string, Shape])[] = [...FACES, ...PRODUCT.map((path) => [path, 'product'] as const)];

describe.each(ALL)('what cannot be read on %s has the form of %s', (path, shape) => {
  it.each([20_000, 70_000])('headers of %i bytes', async (size) => {
    const [name, value] = Object.entries(keyHeader('openai', CANARY))[0] as [string, string];
    expectAnswer(await raw(head(path, `${name}: ${value}`, `x-long: ${CANARY}${'y'.repeat(size)}`)), shape, 413, 'payload_too_large');
  });

  it('a byte that no header may hold', async () => {
    for (const line of [`x-other: ${CANARY}\x01`, `x-\x01other: ${CANARY}`, `x-other: ${CANARY}\nx`]) expectAnswer(await raw(head(path, line)), shape, 400, 'invalid_input');
  });

  it.each(['x-byok-openai-key', 'X-Byok-Anthropic-Key-2', 'x-byok-gemini-key-3'])('such a byte in %s', async (name) => {
    for (const value of [`${CANARY}\x01`, `\x7f${CANARY}`, `${CANARY}\0${CANARY}`, `${CANARY}\nx`, `${CANARY}\rx`]) expectAnswer(await raw(head(path, `${name}: ${value}`)), shape, 400, 'key_malformed');
    expectAnswer(await raw(head(path, `${name}: ${CANARY}`, 'x-other: \x01')), shape, 400, 'invalid_input');
  });

  it('two lengths, and a request line of three words', async () => {
    expectAnswer(await raw(head(path, 'content-length: 3', 'transfer-encoding: chunked')), shape, 400, 'invalid_input');
    expectAnswer(await raw(`POST ${path} ${CANARY} HTTP/1.1\r\nhost: x\r\n\r\n`), shape, 400, 'invalid_input');
  });
});

describe.each(FACES.filter(([path]) => !path.includes('no-such') && path !== '/api/v1'))('a bad chunk behind a routed head on %s', (path, shape) => {
  it('has the form of its route, in one packet or several', async () => {
    const chunked = head(path, `x-byok-openai-key: ${CANARY}`, 'transfer-encoding: chunked');
    expectAnswer(await raw(`${chunked}zz\r\n${CANARY}`), shape, 400, 'invalid_input');
    expectAnswer(await raw(chunked, `4\r\n{"a"\r\n`, `zz\r\n${CANARY}`), shape, 400, 'invalid_input');
    expectAnswer(await raw(chunked, 'GET /api/me HTTP/1.1\r\n\r\n'), shape, 400, 'invalid_input');
  });
});

describe('several requests on one connection', () => {
  const whole = 'GET /api/health/live HTTP/1.1\r\nhost: x\r\n\r\n';

  it('are judged each by its own line', async () => {
    expectAnswer(await raw(whole, head('/api/anthropic/v1/messages', 'x-other: \x01')), 'anthropic', 400, 'invalid_input');
    expectAnswer(await raw('GET /api/openai/v1/models HTTP/1.1\r\nhost: x\r\n\r\n', head('/api/me', 'x-other: \x01')), 'product', 400, 'invalid_input');
  });

  it('of which the line is not known, are answered with a problem document', async () => {
    expectAnswer(await raw(head('/api/openai/v1/chat/completions').slice(0, -2), `x-long: ${CANARY}${'y'.repeat(20_000)}\r\n\r\n`), 'product', 413, 'payload_too_large');
    expectAnswer(await raw(`GET /api/openai/v1/models HTTP/1.1\r\nhost: x\r\n\r\n${head('/api/me', 'x-other: \x01')}`), 'product', 400, 'invalid_input');
    expectAnswer(await raw(`POST /api/op`, `enai/v1/chat/completions HTTP/1.1\r\nx-other: ${CANARY}\x01\r\n\r\n`), 'product', 400, 'invalid_input');
  });
});
