import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TestApplication, TestUser } from './support/application.js';
import { TRANSCRIBING_MODELS } from './support/calls.js';
import { setUpApplication } from './support/set-up-application.js';

const BOUNDARY = 'xxBOUNDARYxx';
const part = (name: string, more = '') => `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"${more}\r\n\r\n`;
const FORM = `multipart/form-data; boundary=${BOUNDARY}`;
const FORM_START = `${part('model')}${TRANSCRIBING_MODELS.openai}\r\n${part('file', '; filename="a.wav"')}RIFF`;

let app: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app, user } = shared));

/** Sends a head that announces more than comes, `begun` bytes of its body, and hangs up. */
async function leave(method: string, path: string, headers: Record<string, string>, begun: string): Promise<void> {
  const { port } = new URL(app.url);
  const socket = connect(Number(port), '127.0.0.1');
  await once(socket, 'connect');
  const lines = Object.entries({ host: 'localhost', authorization: `Bearer ${user.token}`, ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${begun}`);
  await sleep(80);
  socket.destroy();
}

async function logged(from: number): Promise<string> {
  for (let turn = 0; turn < 200; turn += 1) {
    if (app.logs().slice(from).includes('"msg":"request"')) break;
    await sleep(20);
  }
  return app.logs().slice(from);
}

describe('a caller that leaves in the middle of a body', () => {
  const json = { 'content-type': 'application/json', 'content-length': '900' };
  const form = { 'content-type': FORM, 'content-length': '90000' };
  const chunked = { 'content-type': 'application/json', 'transfer-encoding': 'chunked' };

  it.each<[string, string, Record<string, string>, string]>([
    ['POST', '/api/auth/login', json, '{"email":"'],
    ['PATCH', '/api/me/preferences', json, '{"fallback":'],
    ['POST', '/api/analytics/events', chunked, '9\r\n{"events"'],
    ['POST', '/api/byok/validate', json, '{"provider"'],
    ['POST', '/api/v1/chat/completions', json, '{"model":"gpt-5.4-mini"'],
    ['POST', '/api/v1/chat/completions', { ...json, 'content-length': '3000000' }, `{"model":"gpt-5.4-mini","user":"${'x'.repeat(200_000)}`],
    ['POST', '/api/v1/audio/transcriptions', form, FORM_START],
    ['POST', '/api/v1/audio/transcriptions', { ...form, 'content-length': '9000000' }, FORM_START + 'x'.repeat(1_200_000)],
    ['POST', '/api/openai/v1/audio/transcriptions', form, FORM_START],
    ['POST', '/api/openai/v1/chat/completions', chunked, '5\r\n{"mod'],
    ['POST', '/api/anthropic/v1/messages', json, '{"model"'],
    ['POST', '/api/gemini/v1beta/models/gemini-3.5-flash:generateContent', json, '{"contents"'],
    ['POST', '/api/jobs', json, '{"type":"outline"'],
    ['POST', '/api/jobs', form, `${part('type')}transcription\r\n${part('file', '; filename="a.wav"')}RIFF`],
    ['POST', '/api/jobs', { ...form, 'content-length': '9000000' }, `${part('type')}transcription\r\n${part('file', '; filename="a.wav"')}RIFF${'x'.repeat(300_000)}`],
    ['POST', '/api/uploads', { 'tus-resumable': '1.0.0', 'upload-length': '9000', 'content-type': 'application/offset+octet-stream', 'content-length': '9000' }, 'RIFF'],
  ])('is no error of ours: %s %s %j', async (method, path, headers, begun) => {
    const from = app.logs().length;
    await leave(method, path, headers, begun);
    const log = await logged(from);
    expect(log).toContain('"msg":"request"');
    const lines = log.split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as { level: string; stack?: string });
    expect(lines.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
    expect(log).not.toMatch(/"stack"|node_modules/);
  });
});

describe('a caller that leaves in the middle of an answer', () => {
  it.each(['/api/me/export', '/api/openapi.json', '/api/catalog'])('is no error of ours: GET %s', async (path) => {
    const from = app.logs().length;
    await leave('GET', path, {}, '');
    const log = await logged(from);
    expect(log).toContain('"msg":"request"');
    expect(log).not.toMatch(/"level":"(?:error|warn)"/);
  });
});
