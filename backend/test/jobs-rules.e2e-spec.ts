import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { join } from 'node:path';
import { keyHeader, type TestApplication, type TestUser } from './support/application.js';
import { CHAT_MODELS, TRANSCRIBING_MODELS } from './support/calls.js';
import { ended, eventsOf, formOf, jobOf, slowly, submit, until } from './support/jobs.js';
import { patience } from './support/patience.js';
import { mp3Of, wavOf } from './support/recordings.js';
import { setUpApplication } from './support/set-up-application.js';

const KEY = 'sk-sandbox-rules-openai';
const OUTLINE = { title: 'Course', sections: [{ title: 'One', summary: 'First.' }] };
const own = { headers: keyHeader('openai', KEY) };

let test: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app: test, user } = shared));
afterEach(() => test.unscript());

async function uploads(): Promise<string[]> {
  const folder = join(test.accounts.dataDir, 'uploads');
  return existsSync(folder) ? readdir(folder) : [];
}

/** What is left once the worker has tidied up, which it does after it has told of the end. */
async function uploadsGone(): Promise<string[]> {
  for (let tries = 0; tries < 6_000 && (await uploads()).length > 0; tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  return uploads();
}

async function refused(body: unknown, headers: Record<string, string> = own.headers): Promise<{ status: number; code: string; detail: string; fields: string[] }> {
  const payload = body instanceof FormData ? { body } : { json: body };
  const response = await test.fetch(user, '/api/jobs', { method: 'POST', ...payload, headers });
  const problem = (await response.json()) as { code: string; detail: string; errors?: { field: string }[] };
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  expect(response.headers.get('x-byok-code')).toBe(problem.code);
  return { status: response.status, code: problem.code, detail: problem.detail, fields: (problem.errors ?? []).map(({ field }) => field) };
}

describe('submitting a job', () => {
  it('answers 202 with id, type and status, and nothing else', async () => {
    const response = await test.fetch(user, '/api/jobs', { json: { type: 'outline', transcript: 'Text.' }, ...own });
    expect(response.status).toBe(202);
    const body = (await response.json()) as { id: string };
    expect(body).toEqual({ id: expect.stringMatching(/^[0-9a-f-]{36}$/), type: 'outline', status: 'queued' });
    await ended(test, user, body.id);
  });

  it.each([
    ['no type', {}, 'type'],
    ['an unknown type', { type: 'podcast' }, 'type'],
    ['a type that is no text', { type: 7 }, 'type'],
    ['an outline without transcript', { type: 'outline' }, 'transcript'],
    ['a blank transcript', { type: 'outline', transcript: '  \n ' }, 'transcript'],
    ['a transcript that is no text', { type: 'outline', transcript: 5 }, 'transcript'],
    ['an unknown field', { type: 'outline', transcript: 'x', title: 'y' }, 'title'],
    ['a field of another type of job', { type: 'outline', transcript: 'x', language: 'ru' }, 'language'],
    ['a lesson without outline', { type: 'lesson', index: 0 }, 'outline'],
    ['a lesson without index', { type: 'lesson', outline: OUTLINE }, 'index'],
    ['an index beyond the sections', { type: 'lesson', outline: OUTLINE, index: 1 }, 'index'],
    ['an index below 0', { type: 'lesson', outline: OUTLINE, index: -1 }, 'index'],
    ['an index that is no whole number', { type: 'lesson', outline: OUTLINE, index: 0.5 }, 'index'],
    ['an outline without sections', { type: 'lesson', outline: { title: 'x', sections: [] }, index: 0 }, 'outline.sections'],
    ['an outline of another shape', { type: 'lesson', outline: { title: 'x', sections: [{ title: 1, summary: 's' }] }, index: 0 }, 'outline.sections.0.title'],
    ['a model that is no text', { type: 'outline', transcript: 'x', model: ['a'] }, 'model'],
    ['a language that is none', { type: 'course', transcript: 'x', language: 'по-русски' }, 'language'],
    ['a course of nothing', { type: 'course' }, 'file'],
    ['a transcription without a recording', { type: 'transcription' }, 'file'],
    ['a recording as a path', { type: 'transcription', file: '/etc/passwd' }, 'file'],
  ])('refuses %s, and names the field', async (_what, body, field) => {
    expect(await refused(body)).toMatchObject({ status: 400, code: 'invalid_input', fields: [field] });
  });

  it('says of a number that is text first that it is none', async () => {
    const response = await test.fetch(user, '/api/jobs', { json: { type: 'lesson', outline: OUTLINE, index: '0' }, ...own });
    expect(await response.json()).toMatchObject({ errors: [{ field: 'index', message: 'must be an integer number' }] });
  });

  it('refuses a body above 1 MiB, and other content types', async () => {
    expect(await refused({ type: 'outline', transcript: 'x'.repeat(1024 * 1024) })).toMatchObject({ status: 413, code: 'payload_too_large' });
    const text = await test.fetch(user, '/api/jobs', { method: 'POST', body: 'type=outline', headers: { 'content-type': 'text/plain' } });
    expect([text.status, text.headers.get('x-byok-code')]).toEqual([415, 'unsupported_media_type']);
    expect(await text.text()).toContain('multipart/form-data');
  });

  it('refuses a model that is unknown, above the plan, or of the wrong kind', async () => {
    expect(await refused({ type: 'outline', transcript: 'x', model: 'gpt-99' })).toMatchObject({ status: 404, code: 'model_unknown' });
    expect(await refused({ type: 'outline', transcript: 'x', model: TRANSCRIBING_MODELS.openai })).toMatchObject({ status: 400, code: 'request_invalid' });
    expect(await refused(formOf({ type: 'transcription', model: 'claude-haiku-4-5' }, { bytes: wavOf(1) }))).toMatchObject({ status: 400, code: 'request_invalid' });
    const small = await test.user('free');
    const response = await test.fetch(small, '/api/jobs', { json: { type: 'outline', transcript: 'x', model: 'gpt-5.5' }, ...own });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'tier_not_allowed', allowedModels: expect.arrayContaining([expect.any(String)]) });
    expect(await uploads()).toEqual([]);
  });

  it('wants a key at once under never, and none under cloudru', async () => {
    const never = { 'x-byok-fallback': 'never' };
    for (const body of [{ type: 'outline', transcript: 'x' }, { type: 'course', transcript: 'x' }, { type: 'lesson', outline: OUTLINE, index: 0 }]) {
      expect(await refused(body, never)).toMatchObject({ status: 400, code: 'key_required' });
    }
    expect(await refused(formOf({ type: 'transcription' }, { bytes: wavOf(1) }), never)).toMatchObject({ status: 400, code: 'key_required' });
    expect(await refused(formOf({ type: 'course' }, { bytes: wavOf(1) }), { ...never, ...keyHeader('anthropic', 'sk-ant-sandbox') })).toMatchObject({ code: 'key_required' });
    const russian = await test.user();
    await test.prefer(russian, { strategy: 'cloudru', fallback: 'never' });
    const id = await submit(test, russian, { type: 'outline', transcript: 'Текст урока.' }, own);
    const job = await ended(test, russian, id);
    expect(job.status).toBe('completed');
    expect(job.receipts).toEqual([expect.objectContaining({ credentialSource: 'platform', provider: 'cloudru', attempts: 'platform:cloudru:ok' })]);
    expect(await uploads()).toEqual([]);
  });

  it('refuses keys in the body, and malformed headers', async () => {
    expect(await refused({ type: 'outline', transcript: 'x', 'x-byok-openai-key': KEY })).toMatchObject({ status: 400, code: 'key_malformed' });
    expect(await refused(formOf({ type: 'course', transcript: 'x', 'x-byok-openai-key': KEY }))).toMatchObject({ status: 400, code: 'key_malformed' });
    expect(await refused({ type: 'outline', transcript: 'x' }, { 'x-byok-openai-key': 'short' })).toMatchObject({ status: 400, code: 'key_malformed' });
    expect(await refused({ type: 'outline', transcript: 'x' }, { 'x-byok-openai-key': 'byok1.a.b.c.d' })).toMatchObject({ status: 400, code: 'envelope_invalid' });
  });

  it('is for those who are signed in', async () => {
    await test.accounts.call('post', '/api/jobs').field('type', 'transcription').attach('file', wavOf(1), 'lecture.wav').expect(401).expect('x-byok-code', 'unauthenticated');
    expect(await uploads()).toEqual([]);
  });
});

describe('an upload', () => {
  const form = (bytes: Buffer, name?: string, fields: Record<string, string> = { type: 'transcription' }) => formOf(fields, { bytes, ...(name === undefined ? {} : { name }) });

  it.each([
    ['text called mp3', Buffer.from('This is no sound at all, whatever its name is. '.repeat(200)), 'lecture.mp3'],
    ['random bytes', Buffer.from(Array.from({ length: 5000 }, (_none, index) => (index * 7919) % 251)), 'lecture.m4a'],
    ['an empty file', Buffer.alloc(0), 'lecture.wav'],
    ['the head of a recording alone', wavOf(1).subarray(0, 44), 'lecture.wav'],
    ['a picture', Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64'), 'lecture.mp4'],
  ])('of %s is refused with a sentence, and leaves no file', async (_what, bytes, name) => {
    const problem = await refused(form(bytes, name));
    expect(problem).toMatchObject({ status: 400, code: 'invalid_input', fields: ['file'] });
    expect(problem.detail).toMatch(/recording/);
    expect(await uploads()).toEqual([]);
  });

  it.each(['../../../etc/cron.d/evil', '..\\..\\evil.wav', '/tmp/evil.wav', 'урок\u202Evaw.exe', 'a\0b.wav', 'lecture.txt', ''])(
    'may be called %j: names make no paths, and the content decides',
    async (name) => {
      const id = await submit(test, user, form(wavOf(3), name), own);
      expect(await ended(test, user, id)).toMatchObject({ status: 'completed', result: { segments: expect.any(Array) } });
      expect(await uploadsGone()).toEqual([]);
    },
  );

  it('of another format is understood by its content', async () => {
    const id = await submit(test, user, form(mp3Of(40), 'lecture.wav'), own);
    const { result } = await ended(test, user, id);
    expect((result as { segments: { end: number }[] }).segments.at(-1)!.end).toBeGreaterThan(30);
  });

  it('has a form of the same fields for jobs without one, outline and index written as JSON', async () => {
    const outline = { title: 'Bees', sections: [{ title: 'Honey', summary: 'How it comes about.' }] };
    const id = await submit(test, user, formOf({ type: 'lesson', outline: JSON.stringify(outline), index: '0' }), own);
    expect(await ended(test, user, id)).toMatchObject({ status: 'completed', result: { title: expect.any(String), markdown: expect.any(String) } });
    expect(await refused(formOf({ type: 'lesson', outline: 'Bees', index: 'first' }))).toMatchObject({ code: 'invalid_input', fields: ['outline', 'index'] });
  });

  it('is refused with unknown or repeated fields, two files, or a file in another field', async () => {
    expect(await refused(form(wavOf(1), 'a.wav', { type: 'transcription', speed: '2' }))).toMatchObject({ code: 'invalid_input', fields: ['speed'] });
    expect(await refused(form(wavOf(1), 'a.wav', { type: 'outline', transcript: 'x' }))).toMatchObject({ code: 'invalid_input', fields: ['file'] });
    expect(await refused(form(wavOf(1), 'a.wav', { type: 'course', transcript: 'x' }))).toMatchObject({ code: 'invalid_input', fields: ['transcript'] });
    const twice = form(wavOf(1));
    twice.append('type', 'course');
    expect(await refused(twice)).toMatchObject({ code: 'invalid_input' });
    const two = form(wavOf(1));
    two.append('file', new Blob([new Uint8Array(wavOf(1))]), 'b.wav');
    expect(await refused(two)).toMatchObject({ code: 'invalid_input', fields: ['file'] });
    const other = formOf({ type: 'transcription' });
    other.append('recording', new Blob([new Uint8Array(wavOf(1))]), 'b.wav');
    expect(await refused(other)).toMatchObject({ code: 'invalid_input' });
    expect(await uploads()).toEqual([]);
  });

  it.each([
    ['no boundary', 'multipart/form-data', 'x'],
    ['nothing in it', 'multipart/form-data; boundary=b', ''],
    ['its end missing', 'multipart/form-data; boundary=b', '--b\r\ncontent-disposition: form-data; name="type"\r\n\r\ntranscription\r\n--b\r\ncontent-disposition: form-data; name="file"; filename="a.wav"\r\n\r\nRIFF'],
  ])('with %s is refused', async (_what, contentType, body) => {
    const response = await test.fetch(user, '/api/jobs', { method: 'POST', body, headers: { ...own.headers, 'content-type': contentType } });
    expect([response.status, response.headers.get('x-byok-code')]).toEqual([400, 'invalid_input']);
    expect(await uploads()).toEqual([]);
  });

  it('that breaks off leaves no file and no job', async () => {
    const before = ((await test.request(user, 'get', '/api/jobs').expect(200)).body as unknown[]).length;
    await new Promise<void>((resolve) => {
      const request = httpRequest(`${test.url}/api/jobs`, {
        method: 'POST',
        headers: { authorization: `Bearer ${user.token}`, ...own.headers, 'content-type': 'multipart/form-data; boundary=b', 'content-length': 10_000_000 },
      });
      request.on('error', () => resolve());
      request.write('--b\r\ncontent-disposition: form-data; name="type"\r\n\r\ntranscription\r\n--b\r\ncontent-disposition: form-data; name="file"; filename="a.wav"\r\n\r\n');
      request.write(wavOf(30));
      setTimeout(() => request.destroy(), 200);
    });
    for (let tries = 0; tries < 3_000 && (await uploads()).length > 0; tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await uploads()).toEqual([]);
    expect(((await test.request(user, 'get', '/api/jobs').expect(200)).body as unknown[]).length).toBe(before);
  });
});

describe('the jobs of a user', () => {
  it('are listed newest first, page by page', async () => {
    const author = await test.user();
    const ids: string[] = [];
    for (let count = 0; count < 3; count += 1) ids.unshift(await submit(test, author, { type: 'outline', transcript: `Text ${count}.` }));
    const page = async (query: string) => ((await test.request(author, 'get', `/api/jobs${query}`).expect(200)).body as { id: string }[]).map(({ id }) => id);
    expect(await page('')).toEqual(ids);
    expect(await page('?limit=2')).toEqual(ids.slice(0, 2));
    expect(await page(`?limit=2&before=${ids[1]}`)).toEqual(ids.slice(2));
    for (const query of ['?limit=0', '?limit=101', '?limit=x', '?before=1']) {
      await test.request(author, 'get', `/api/jobs${query}`).expect(400);
    }
  });

  it('are nobody else’s', async () => {
    const id = await submit(test, user, { type: 'outline', transcript: 'Mine.' });
    const stranger = await test.user();
    for (const [method, path] of [['GET', ''], ['GET', '/events'], ['DELETE', '']] as const) {
      const response = await test.fetch(stranger, `/api/jobs/${id}${path}`, { method });
      expect([response.status, response.headers.get('x-byok-code')]).toEqual([404, 'not_found']);
    }
    expect((await test.request(stranger, 'get', '/api/jobs').expect(200)).body).toEqual([]);
    expect((await ended(test, user, id)).status).toBe('completed');
    for (const unknown of ['00000000-0000-4000-8000-000000000000', 'x', '..%2f..']) await test.request(user, 'get', `/api/jobs/${unknown}`).expect(404);
  });

  it('can be cancelled, and is deleted with its results once it has ended, with 204 each time', async () => {
    test.sandbox.script('openai', slowly);
    const mark = test.mark();
    const id = await submit(test, user, { type: 'outline', transcript: 'x', model: CHAT_MODELS.openai }, own);
    await until(test, user, id, () => test.callsSince(mark).length === 1);
    const cancel = () => test.fetch(user, `/api/jobs/${id}?forget=false`, { method: 'DELETE' });
    const started = Date.now();
    await test.request(user, 'delete', `/api/jobs/${id}`).expect(204);
    expect(await jobOf(test, user, id)).toMatchObject({ status: 'cancelled' });
    expect((await cancel()).status).toBe(204);
    expect(await jobOf(test, user, id)).toMatchObject({ status: 'cancelled' });
    while (Date.now() - started < patience(1_000) && !test.callsSince(mark)[0]!.aborted) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(test.callsSince(mark).map(({ aborted }) => aborted)).toEqual([true]);
    test.unscript();
    const done = await submit(test, user, { type: 'outline', transcript: 'x' }, own);
    await ended(test, user, done);
    await test.request(user, 'delete', `/api/jobs/${done}?forget=false`).expect(204);
    expect((await jobOf(test, user, done)).status).toBe('completed');
    for (const gone of [id, done]) {
      await test.request(user, 'delete', `/api/jobs/${gone}`).expect(204);
      await test.request(user, 'get', `/api/jobs/${gone}`).expect(404);
      await test.request(user, 'delete', `/api/jobs/${gone}`).expect(404);
    }
  });
});

describe('the event stream', () => {
  it('resumes behind the last event, repeats nothing, and has an end', async () => {
    const id = await submit(test, user, { type: 'course', transcript: 'Слово о словах. Другое слово. Третье слово.' }, own);
    const stream = (after?: string) => test.fetch(user, `/api/jobs/${id}/events`, after === undefined ? {} : { headers: { 'last-event-id': after } });
    const first = await eventsOf(await stream(), 2);
    const rest = await eventsOf(await stream(first[1]!.id));
    const numbers = [...first, ...rest].map((event) => Number(event.id));
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_none, index) => index + 1));
    expect(rest.at(-1)).toMatchObject({ event: 'completed', data: { result: { outline: expect.any(Object) } } });
    const all = await eventsOf(await stream());
    expect(all.map((event) => [event.id, event.event])).toEqual([...first, ...rest].map((event) => [event.id, event.event]));
    const nothing = await stream(rest.at(-1)!.id);
    expect([nothing.status, await nothing.text()]).toEqual([204, '']);
    expect((await stream('x')).status).toBe(400);
  });

  it('ends also for whoever resumes behind an event that there is not', async () => {
    test.sandbox.script('openai', slowly);
    const id = await submit(test, user, { type: 'outline', transcript: 'x', model: CHAT_MODELS.openai }, own);
    await until(test, user, id, ({ status }) => status === 'active');
    const response = await test.fetch(user, `/api/jobs/${id}/events`, { headers: { 'last-event-id': '999' } });
    expect(response.status).toBe(200);
    const reading = eventsOf(response);
    await test.request(user, 'delete', `/api/jobs/${id}`).expect(204);
    expect((await reading).map(({ event }) => event)).toEqual(['cancelled']);
  });

  it.each([
    ['failed', 'sk-sandbox-invalid'],
    ['cancelled', 'sk-sandbox-good'],
  ] as const)('ends with %s', async (end, key) => {
    if (end === 'cancelled') test.sandbox.script('openai', slowly);
    const id = await submit(test, user, { type: 'outline', transcript: 'x', model: CHAT_MODELS.openai }, { headers: { ...keyHeader('openai', key), 'x-byok-fallback': 'never' } });
    const reading = eventsOf(await test.fetch(user, `/api/jobs/${id}/events`));
    if (end === 'cancelled') await test.fetch(user, `/api/jobs/${id}`, { method: 'DELETE' });
    const events = await reading;
    expect(events.at(-1)!.event).toBe(end);
    if (end === 'failed') expect(events.at(-1)!.data).toMatchObject({ status: 'failed', error: { code: 'key_invalid', detail: expect.any(String) } });
  });
});
