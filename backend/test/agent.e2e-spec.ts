import Anthropic from '@anthropic-ai/sdk';
import { ApiError, GoogleGenAI } from '@google/genai';
import OpenAI, { toFile } from 'openai';
import { existsSync } from 'node:fs';
import request from 'supertest';
import { fingerprintOf } from '#sandbox';
import { canaryKey } from '#testing';
import '#testing/jest';
import { failedAgent, startAgentProcess, type AgentProcess } from './support/agent-process.js';
import { startApplication, type TestApplication, type TestUser } from './support/application.js';
import { CHAT_MODELS, TRANSCRIBING_MODELS } from './support/calls.js';
import { wav } from './support/wav.js';

const KEYS = { openai: canaryKey('openai', 'agent'), anthropic: canaryKey('anthropic', 'agent'), gemini: canaryKey('gemini', 'agent') };
const PROVIDERS = ['openai', 'anthropic', 'gemini'] as const;
const LINES = PROVIDERS.map((provider) => `${provider}=${KEYS[provider]}\n`).join('');
const ASK = [{ role: 'user' as const, content: 'Explain tides' }];

let app: TestApplication;
let user: TestUser;
let agent: AgentProcess;
beforeAll(async () => {
  app = await startApplication();
  user = await app.user();
  await app.prefer(user, { fallback: 'never' });
  agent = await startAgentProcess({ parameters: ['--platform', app.url, '--port', '0', '--keys-fd', '3', '--token-fd', '4'], descriptors: [LINES, `${user.token}\n`] });
});
afterAll(async () => {
  await agent?.stop();
  await app.close();
});

/** Whose keys the calls since the mark carried. */
const keysSince = (mark: number) => [...new Set(app.callsSince(mark).map(({ keyFingerprint }) => PROVIDERS.find((provider) => fingerprintOf(KEYS[provider]) === keyFingerprint)))];

async function failureOf(call: Promise<unknown>): Promise<Error & { status?: number; headers?: Headers }> {
  return call.then(
    () => {
      throw new Error('should have failed');
    },
    (error: Error) => error,
  );
}

describe('official SDKs with a base URL and the placeholder, and nothing else', () => {
  const openai = (path = '/openai/v1') => new OpenAI({ baseURL: agent.origin + path, apiKey: agent.placeholder, maxRetries: 0 });
  const anthropic = () => new Anthropic({ baseURL: `${agent.origin}/anthropic`, apiKey: agent.placeholder, maxRetries: 0 });
  const gemini = () => new GoogleGenAI({ apiKey: agent.placeholder, httpOptions: { baseUrl: `${agent.origin}/gemini` } });

  it('openai: answers, streams, lists, transcribes, with the user’s key and a receipt', async () => {
    const mark = app.mark();
    const { data, response } = await openai().chat.completions.create({ model: CHAT_MODELS.openai, messages: ASK }).withResponse();
    expect(data.choices[0]?.message.content).toMatch(/tides/i);
    expect(Object.fromEntries(response.headers)).toMatchObject({ 'x-byok-credential-source': 'byok', 'x-byok-attempts': 'byok:openai:ok', 'x-byok-model': CHAT_MODELS.openai });
    let text = '';
    for await (const event of await openai().responses.create({ model: CHAT_MODELS.openai, input: 'Explain tides', stream: true })) if (event.type === 'response.output_text.delta') text += event.delta;
    expect(text).toMatch(/tides/i);
    expect((await openai().models.list()).data.length).toBeGreaterThan(1);
    expect((await openai().audio.transcriptions.create({ model: TRANSCRIBING_MODELS.openai, file: await toFile(wav(6), 'a.wav') })).text).toMatch(/\S/);
    expect(keysSince(mark)).toEqual(['openai']);
  });

  it.each(PROVIDERS)('openai at /v1: a model of %s', async (provider) => {
    const mark = app.mark();
    const stream = await openai('/v1').chat.completions.create({ model: CHAT_MODELS[provider], messages: ASK, stream: true });
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toMatch(/tides/i);
    expect(keysSince(mark)).toEqual([provider]);
  });

  it('@anthropic-ai/sdk: answers and streams', async () => {
    const mark = app.mark();
    const request = { model: CHAT_MODELS.anthropic, max_tokens: 200, messages: ASK };
    expect(JSON.stringify((await anthropic().messages.create(request)).content)).toMatch(/tides/i);
    expect(await anthropic().messages.stream(request).finalText()).toMatch(/tides/i);
    expect(keysSince(mark)).toEqual(['anthropic']);
  });

  it('@google/genai: answers and streams', async () => {
    const mark = app.mark();
    const request = { model: CHAT_MODELS.gemini, contents: 'Explain tides' };
    expect((await gemini().models.generateContent(request)).text).toMatch(/tides/i);
    let text = '';
    for await (const chunk of await gemini().models.generateContentStream(request)) text += chunk.text ?? '';
    expect(text).toMatch(/tides/i);
    expect(keysSince(mark)).toEqual(['gemini']);
  });

  it('raise their own classes for the agent’s refusals and the platform’s', async () => {
    const [openaiError, anthropicError, geminiError] = await Promise.all([
      failureOf(new OpenAI({ baseURL: `${agent.origin}/v1`, apiKey: 'sk-wrong', maxRetries: 0 }).models.list()),
      failureOf(new Anthropic({ baseURL: `${agent.origin}/anthropic`, apiKey: 'sk-wrong', maxRetries: 0 }).models.list()),
      failureOf(new GoogleGenAI({ apiKey: 'sk-wrong', httpOptions: { baseUrl: `${agent.origin}/gemini` } }).models.list()),
    ]);
    expect(openaiError).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(anthropicError).toBeInstanceOf(Anthropic.AuthenticationError);
    expect(geminiError).toBeInstanceOf(ApiError);
    expect(geminiError.status).toBe(401);
    const unknown = await failureOf(openai('/v1').chat.completions.create({ model: 'gpt-nothing', messages: ASK }));
    expect(unknown).toBeInstanceOf(OpenAI.NotFoundError);
    expect(unknown.headers?.get('x-byok-code')).toBe('model_unknown');
  });
});

describe('tools of one field', () => {
  it('an editor’s plug-in: lists models, then streams a chat', async () => {
    const mark = app.mark();
    const models = await request(agent.origin).get('/v1/models').auth(agent.placeholder, { type: 'bearer' }).expect(200);
    const { data } = models.body as { data: { id: string }[] };
    expect(data.map(({ id }) => id)).toContain(CHAT_MODELS.openai);
    const body = { model: CHAT_MODELS.anthropic, messages: [{ role: 'system', content: 'Be short.' }, ...ASK], stream: true, max_tokens: 4096, temperature: 0.5, stop: ['###'] };
    const { headers, text } = await request(agent.origin).post('/v1/chat/completions').auth(agent.placeholder, { type: 'bearer' }).send(body).expect(200);
    expect(headers['content-type']).toContain('text/event-stream');
    expect(text).toMatch(/^data: \{/);
    expect(text).toMatch(/data: \[DONE\]\s*$/);
    expect(keysSince(mark)).toEqual(['anthropic']);
  });

  it('a tool that puts Gemini’s key into the URL: the platform sees none there', async () => {
    const mark = app.mark();
    const path = `/gemini/v1beta/models/${CHAT_MODELS.gemini}:streamGenerateContent?alt=sse&key=${agent.placeholder}`;
    const answer = await request(agent.origin).post(path).send({ contents: [{ role: 'user', parts: [{ text: 'Explain tides' }] }] }).expect(200);
    expect(answer.text).toMatch(/^data: \{/);
    expect(keysSince(mark)).toEqual(['gemini']);
  });
});

it('a file of Gemini goes to the provider through the agent', async () => {
  const mark = app.mark();
  const gemini = new GoogleGenAI({ apiKey: agent.placeholder, httpOptions: { baseUrl: `${agent.origin}/gemini` } });
  const file = await gemini.files.upload({ file: new Blob(['Tides come twice a day.'], { type: 'text/plain' }) });
  expect(file.name).toMatch(/^files\//);
  expect(keysSince(mark)).toEqual(['gemini']);
});

it('the results of a batch of Anthropic come through the agent, with its placeholder alone', async () => {
  const mark = app.mark();
  const { batches } = new Anthropic({ apiKey: agent.placeholder, baseURL: `${agent.origin}/anthropic`, maxRetries: 0 }).messages;
  const { id } = await batches.create({ requests: [{ custom_id: 'one', params: { model: CHAT_MODELS.anthropic, max_tokens: 50, messages: [{ role: 'user', content: 'Explain tides' }] } }] });
  expect((await batches.retrieve(id)).results_url).toBe(`${agent.origin}/api/anthropic/v1/messages/batches/${id}/results`);
  const results = [];
  for await (const result of await batches.results(id)) results.push(result);
  expect(results).toMatchObject([{ custom_id: 'one', result: { type: 'succeeded' } }]);
  expect(new Set(keysSince(mark))).toEqual(new Set(['anthropic']));
});

describe('where secrets are', () => {
  it('not in what the agent or the platform says, nor where other programs look, though the calls went through', async () => {
    const mark = app.mark();
    await request(agent.origin).get('/openai/v1/models').set('x-api-key', agent.placeholder).expect(200);
    expect(keysSince(mark)).toEqual(['openai']);
    expect(agent.output()).toContain('/openai 200 byok:openai:ok');
    expect(app.logs()).toContain('"route":"/api/openai/*","status":200');
    const visible = existsSync('/proc/self/environ') ? agent.visible() : '';
    for (const secret of [...Object.values(KEYS), user.token]) for (const text of [agent.output(), app.logs(), visible]) expect(text).toHoldNoKey(secret);
    expect(app.logs()).toHoldNoKey(agent.placeholder);
  });

  it('never in arguments', async () => {
    for (const parameters of [[`--token=${user.token}`], ['--keys', KEYS.openai], [KEYS.openai], ['--keys-fd', KEYS.openai]]) {
      const { output, code } = await failedAgent({ parameters: ['--platform', app.url, ...parameters] });
      expect(code).toBe(1);
      expect(output).toMatch(/^[^\n]+\n$/);
      expect(output).toMatch(/not taken as arguments|must be a whole number/);
      for (const secret of [KEYS.openai, user.token]) expect(output).toHoldNoKey(secret);
    }
  });

  it('never in the environment: variables are not read', async () => {
    const environment = Object.fromEntries(
      ['OPENAI_API_KEY', 'BYOK_OPENAI_KEY', 'BYOK_AGENT_OPENAI_KEY'].map((name) => [name, KEYS.openai]).concat(['BYOK_TOKEN', 'BYOK_AGENT_TOKEN'].map((name) => [name, user.token])),
    );
    const { output, code } = await failedAgent({ parameters: ['--platform', app.url], environment });
    expect([code, output]).toEqual([1, expect.stringMatching(/^There is no terminal to ask at.*environment are not read for them\.\n$/)]);
    const other = canaryKey('openai', 'other');
    const running = await startAgentProcess({ parameters: ['--platform', app.url, '--port', '0', '--keys-fd', '3'], descriptors: [`token=${user.token}\nopenai=${other}\n`], environment });
    try {
      const mark = app.mark();
      await request(running.origin).get('/openai/v1/models').set('x-goog-api-key', running.placeholder).expect(200);
      expect(app.callsSince(mark).map(({ keyFingerprint }) => keyFingerprint)).toEqual([fingerprintOf(other)]);
    } finally {
      expect(await running.stop()).toBe(0);
    }
  });

  it('and a start without what it needs says so in one line', async () => {
    const starts: [readonly string[], readonly string[], RegExp][] = [
      [['--keys-fd', '3'], [`token=byok_pat_unknown\n${LINES}`], /does not accept the token/],
      [['--keys-fd', '3'], [`token=${user.token}\n`], /No provider key was given/],
      [['--keys-fd', '900'], [], /--keys-fd 900 could not be read \(EBADF\)/],
      ...[3, 5, 8].map((number): [string[], string[], RegExp] => [['--keys-fd', String(number)], [], /could not be read \((?:EBADF|not given)\)|no terminal/]),
      [['--keys-fd', '3'], ['x'.repeat(20_000)], /holds more than/],
      [['--keys-fd', '3', '--port', new URL(app.url).port], [`token=${user.token}\n${LINES}`], /Port \d+ can't be listened on \(EADDRINUSE\)/],
    ];
    for (const [parameters, descriptors, message] of starts) {
      const { output, code } = await failedAgent({ parameters: ['--platform', app.url, ...parameters], descriptors });
      expect([code, output]).toEqual([1, expect.stringMatching(message)]);
      expect(output.trim().split('\n')).toHaveLength(1);
    }
  });
});
