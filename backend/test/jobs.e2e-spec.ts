import type { Course, Outline, Transcript } from '#contracts';
import { UsageQueue } from '../src/usage/index.js';
import { BYOK_PROVIDERS, CHAT_MODELS, keyHeader, keysUsed, type TestApplication, type TestUser } from './support/application.js';
import { TRANSCRIBING_MODELS } from './support/calls.js';
import { ended, eventsOf, formOf, jobOf, submit } from './support/jobs.js';
import { wavOf } from './support/recordings.js';
import { setUpApplication } from './support/set-up-application.js';

const KEYS = { openai: 'sk-sandbox-jobs-openai', anthropic: 'sk-ant-sandbox-jobs', gemini: 'AIzaSandbox-sandbox-jobs' } as const;
const TRANSCRIPT = 'Сегодня мы говорим о памяти. Повторение помогает запоминать надолго. В конце сделаем упражнение.';
const OUTLINE: Outline = { title: 'О памяти', sections: [{ title: 'Повторение', summary: 'Почему оно помогает.' }, { title: 'Упражнение', summary: 'Что делать.' }] };

let test: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app: test, user } = shared));
afterEach(() => test.unscript());

describe('a job', () => {
  it.each(BYOK_PROVIDERS)('makes an outline of a transcript with the key for %s', async (provider) => {
    const mark = test.mark();
    const id = await submit(test, user, { type: 'outline', transcript: TRANSCRIPT, model: CHAT_MODELS[provider] }, { headers: keyHeader(provider, KEYS[provider]) });
    const job = await ended(test, user, id);
    expect(job).toMatchObject({ id, type: 'outline', status: 'completed', progress: 100 });
    const outline = job.result as Outline;
    expect(Object.keys(outline).sort()).toEqual(['sections', 'title']);
    expect(outline.sections.length).toBeGreaterThan(0);
    for (const section of outline.sections) expect(section).toEqual({ title: expect.any(String), summary: expect.any(String) });
    expect(job.receipts).toEqual([{ stage: 'outline', credentialSource: 'byok', provider, model: CHAT_MODELS[provider], attempts: `byok:${provider}:ok`, tokensIn: expect.any(Number), tokensOut: expect.any(Number), costRub: expect.any(Number) }]);
    expect(job.receipts[0]?.costRub).toBeGreaterThan(0);
    expect(keysUsed(test.callsSince(mark), { own: KEYS[provider] })).toEqual(['own']);
  });

  it.each(BYOK_PROVIDERS)('writes a lesson with the key for %s', async (provider) => {
    const id = await submit(test, user, { type: 'lesson', outline: OUTLINE, index: 1, model: CHAT_MODELS[provider] }, { headers: keyHeader(provider, KEYS[provider]) });
    const job = await ended(test, user, id);
    expect(job).toMatchObject({ status: 'completed', result: { title: expect.any(String), markdown: expect.any(String) } });
  });

  it.each([
    ['openai', 'whisper-1'],
    ['openai', TRANSCRIBING_MODELS.openai],
    ['gemini', CHAT_MODELS.gemini],
  ] as const)('transcribes with %s %s', async (provider, model) => {
    const id = await submit(test, user, formOf({ type: 'transcription', model, language: 'ru' }, { bytes: wavOf(20) }), { headers: keyHeader(provider, KEYS[provider]) });
    const job = await ended(test, user, id);
    expect(job).toMatchObject({ type: 'transcription', status: 'completed', progress: 100 });
    const { text, segments } = job.result as Transcript;
    expect(text).toMatch(/Здравствуйте/);
    expect(segments[0]!.start).toBe(0);
    expect(segments.at(-1)!.end).toBeCloseTo(20, 0);
    expect(job.receipts).toMatchObject([{ stage: 'transcription', credentialSource: 'byok', provider, model, attempts: `byok:${provider}:ok` }]);
    expect(job.receipts[0]?.costRub).toBeGreaterThan(0);
  });

  it('has a receipt for each lesson, also where all of them cost the same', async () => {
    test.sandbox.script('openai', (_call, body) => {
      if (!body.toString('utf8').includes('You write one lesson')) return undefined;
      const choices = [{ index: 0, message: { role: 'assistant', content: JSON.stringify({ title: 'О памяти', markdown: 'Повторение помогает.' }) }, finish_reason: 'stop' }];
      const completion = { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: CHAT_MODELS.openai, choices, usage: { prompt_tokens: 100, completion_tokens: 50, total_tokens: 150 } };
      return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(completion) };
    });
    const id = await submit(test, user, { type: 'course', transcript: TRANSCRIPT, model: CHAT_MODELS.openai }, { headers: keyHeader('openai', KEYS.openai) });
    const { status, result, receipts } = await ended(test, user, id);
    expect(status).toBe('completed');
    const lessons = receipts.filter(({ stage }) => stage === 'lesson');
    expect((result as Course).lessons.length).toBeGreaterThan(1);
    expect(lessons.map(({ tokensIn, tokensOut }) => [tokensIn, tokensOut])).toEqual((result as Course).lessons.map(() => [100, 50]));
  });

  it('makes a whole course of a recording, every stage paid by the own key', async () => {
    const id = await submit(test, user, formOf({ type: 'course', language: 'ru' }, { bytes: wavOf(30) }), { headers: keyHeader('openai', KEYS.openai) });
    const response = await test.fetch(user, `/api/jobs/${id}/events`);
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const events = await eventsOf(response);
    expect(events.at(-1)).toMatchObject({ event: 'completed', data: { id, status: 'completed', progress: 100 } });
    expect(events.slice(0, -1).every(({ event }) => event === 'progress')).toBe(true);
    const progress = events.map(({ data }) => data['progress'] as number);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(new Set(events.map(({ data }) => data['stage']))).toEqual(new Set(['queued', 'transcription', 'outline', 'lesson']));
    const job = await jobOf(test, user, id);
    const course = job.result as Course;
    expect(Object.keys(course).sort()).toEqual(['lessons', 'outline', 'transcript']);
    expect(course.lessons).toHaveLength(course.outline.sections.length);
    expect(new Set(job.receipts.map(({ stage }) => stage))).toEqual(new Set(['transcription', 'outline', 'lesson']));
    expect(job.receipts.every(({ credentialSource }) => credentialSource === 'byok')).toBe(true);

    await test.application.get(UsageQueue).flush();
    const { rows } = await test.pool.query<{ route: string; source: string; tokens_in: number | null; audio_seconds: number | null; rub_avoided: string }>(
      `select route, source, tokens_in, audio_seconds, rub_avoided from usage_records where user_id = $1 and face = 'job' and strategy = 'global' order by at desc limit $2`,
      [user.id, course.lessons.length + 2],
    );
    expect(rows.map(({ route }) => route).sort()).toEqual([...course.lessons.map(() => 'lesson'), 'outline', 'transcription']);
    for (const row of rows) {
      expect(row.source).toBe('byok');
      expect(row.route === 'transcription' ? row.audio_seconds : row.tokens_in).toBeGreaterThan(0);
      expect(Number(row.rub_avoided)).toBeGreaterThan(0);
    }
  });
});
