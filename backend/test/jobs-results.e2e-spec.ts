import type { Course, Lesson, PartialCourse, Transcript } from '#contracts';
import { canaryKey } from '#testing';
import '#testing/jest';
import { keyHeader, keysUsed, type RequestOptions, type TestApplication, type TestUser } from './support/application.js';
import { CHAT_MODELS, TRANSCRIBING_MODELS } from './support/calls.js';
import { ended, eventsOf, formOf, jobOf, submit, until } from './support/jobs.js';
import { wavOf } from './support/recordings.js';
import { setUpApplication } from './support/set-up-application.js';

const KEY = 'sk-sandbox-results-openai';
const own = { headers: { ...keyHeader('openai', KEY), 'x-byok-fallback': 'never' } };
const COURSE = { type: 'course', transcript: 'One thing. Another thing. A third thing.', model: CHAT_MODELS.openai };

let test: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app: test, user } = shared), { LOG_LEVEL: 'trace' });
afterEach(() => test.unscript());

const call = (path: string, options: RequestOptions = {}, as = user) => test.fetch(as, `/api/jobs/${path}`, options);
const codeOf = (response: Response) => [response.status, response.headers.get('x-byok-code')];
const textOf = (body: Buffer) => body.toString('utf8');
const isLesson = (text: string, number: number) => text.includes('You write one lesson') && text.includes(`Section ${number}:`);

/** Refuses the lesson of this number until told otherwise. */
function refuseLesson(number: number): { calls: string[]; allow: () => void } {
  const calls: string[] = [];
  let refused = true;
  test.sandbox.script('openai', (_call, body) => {
    const text = textOf(body);
    calls.push(text.includes('You write one lesson') ? `lesson ${/Section (\d+):/.exec(text)?.[1]}` : 'outline');
    if (!refused || !isLesson(text, number)) return undefined;
    return { status: 400, headers: { 'content-type': 'application/json' }, body: '{"error":{"message":"No.","type":"invalid_request_error","code":"invalid_value"}}' };
  });
  return { calls, allow: () => void (refused = false) };
}

describe('the title of a job', () => {
  it.each([
    ['Лекция 5. О памяти.wav', 'Лекция 5. О памяти'],
    ['../../../etc/cron.d/evil.wav', 'evil'],
    ['..\\..\\evil.mp3', 'evil'],
    ['урок\u202Evaw.exe', 'урокvaw'],
    ['a\tb  c.wav', 'a b c'],
    [`${'я'.repeat(300)}.wav`, 'я'.repeat(200)],
  ])('comes from the name of the file: %j', async (name, title) => {
    const id = await submit(test, user, formOf({ type: 'transcription' }, { bytes: wavOf(2), name }), own);
    expect(await ended(test, user, id)).toMatchObject({ status: 'completed', title });
  });

  it('is that of the course as soon as there is one, unless the user gave one', async () => {
    const form = () => formOf({ type: 'course' }, { bytes: wavOf(5), name: 'recording-0001.wav' });
    const course = await ended(test, user, await submit(test, user, form(), own));
    expect(course.title).toBe((course.result as Course).outline.title);

    let release: () => void = () => undefined;
    const held = new Promise<undefined>((resolve) => (release = () => resolve(undefined)));
    test.sandbox.script('openai', () => held);
    const id = await submit(test, user, form(), own);
    expect((await jobOf(test, user, id)).title).toBe('recording-0001');
    const renamed = await call(id, { method: 'PATCH', json: { title: 'Моя лекция' } });
    expect([renamed.status, await renamed.json()]).toMatchObject([200, { id, title: 'Моя лекция' }]);
    release();
    expect(await ended(test, user, id)).toMatchObject({ status: 'completed', title: 'Моя лекция' });
    const listed = (await test.request(user, 'get', '/api/jobs').expect(200)).body as { id: string; title?: string }[];
    expect(listed.find((job) => job.id === id)?.title).toBe('Моя лекция');
  });

  it.each([
    ['nothing', {}, 'title'],
    ['a blank one', { title: '  ' }, 'title'],
    ['one that is too long', { title: 'x'.repeat(201) }, 'title'],
    ['a number', { title: 5 }, 'title'],
    ['an unknown field', { title: 'x', status: 'completed' }, 'status'],
  ])('is refused when it is %s', async (_what, json, field) => {
    const id = await submit(test, user, { type: 'outline', transcript: 'x' }, own);
    const response = await call(id, { method: 'PATCH', json });
    expect(codeOf(response)).toEqual([400, 'invalid_input']);
    expect(await response.json()).toMatchObject({ errors: [{ field }] });
    await ended(test, user, id);
  });
});

describe('a course that is not completed', () => {
  it('shows what there is of it while it runs, and in the form of the contract when it is done', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<undefined>((resolve) => (release = () => resolve(undefined)));
    test.sandbox.script('openai', (_call, body) => (isLesson(textOf(body), 2) ? held : undefined));
    const id = await submit(test, user, COURSE, own);
    const running = await until(test, user, id, ({ result }) => (result as PartialCourse).lessons.some((lesson) => lesson !== null));
    const partial = running.result as PartialCourse;
    expect(partial.transcript).toEqual({ text: COURSE.transcript, segments: [] });
    expect(partial.lessons).toHaveLength(partial.outline!.sections.length);
    expect(partial.lessons[1]).toBeNull();
    const listed = (await test.request(user, 'get', '/api/jobs').expect(200)).body as { id: string; result?: unknown }[];
    expect(listed.find((job) => job.id === id)).not.toHaveProperty('result');
    release();
    const course = (await ended(test, user, id)).result as Course;
    expect(Object.keys(course).sort()).toEqual(['lessons', 'outline', 'transcript']);
    expect(course.lessons).not.toContain(null);
    const { rows } = await test.pool.query('select 1 from job_parts where job_id = $1', [id]);
    expect(rows).toEqual([]);
  });

  it('shows the transcript as far as it goes without a gap', async () => {
    const id = await submit(test, user, COURSE, own);
    await ended(test, user, id);
    const piece = (text: string, start: number) => JSON.stringify({ heard: { text, segments: [{ start: 0, end: 2, text }] }, span: { start, end: start + 5 } });
    await test.pool.query(`update jobs set status = 'failed', input = '{"file": true}', result = null where id = $1`, [id]);
    for (const [index, text] of [[0, 'First.'], [1, 'Second.'], [3, 'Fourth.']] as const) {
      await test.pool.query('insert into job_parts values ($1, $2, $3)', [id, `transcription:${index}`, piece(text, index * 5)]);
    }
    const transcript = { text: 'First. Second.', segments: [{ start: 0, end: 2, text: 'First.' }, { start: 5, end: 7, text: 'Second.' }] };
    expect((await jobOf(test, user, id)).result).toEqual({ transcript, lessons: [] });
    expect(codeOf(await call(`${id}/transcript`))).toEqual([409, 'conflict']);
    expect(codeOf(await call(`${id}/retry`, { method: 'POST', ...own }))).toEqual([409, 'conflict']);
  });
});

describe('a retry', () => {
  it('goes on behind what is done: a lesson that failed is written alone', async () => {
    const { calls, allow } = refuseLesson(2);
    const id = await submit(test, user, COURSE, own);
    const failed = await ended(test, user, id);
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'request_invalid' } });
    const partial = failed.result as PartialCourse;
    expect(partial.lessons.map((lesson) => lesson === null)).toEqual(partial.lessons.map((_lesson, index) => index === 1));
    expect(partial.lessons.length).toBeGreaterThan(2);

    allow();
    calls.length = 0;
    const mark = test.mark();
    const another = 'sk-sandbox-results-another';
    const before = await eventsOf(await call(`${id}/events`));
    const response = await call(`${id}/retry`, { method: 'POST', headers: { ...keyHeader('openai', another), 'x-byok-fallback': 'never' } });
    expect([response.status, await response.json()]).toEqual([202, { id, type: 'course', status: 'queued' }]);
    const after = await eventsOf(await call(`${id}/events`, { headers: { 'last-event-id': before.at(-1)!.id } }));
    expect(after.at(-1)).toMatchObject({ event: 'completed', data: { status: 'completed', progress: 100 } });
    expect(after.slice(0, -1).every(({ event }) => event === 'progress')).toBe(true);
    const whole = await eventsOf(await call(`${id}/events`));
    expect(whole.filter(({ event }) => event !== 'progress')).toHaveLength(1);
    const job = await jobOf(test, user, id);
    expect(job).not.toHaveProperty('error');
    expect((job.result as Course).lessons.filter((_lesson, index) => index !== 1)).toEqual(partial.lessons.filter((lesson) => lesson !== null));
    expect(calls).toEqual(['lesson 2']);
    expect(keysUsed(test.callsSince(mark), { another })).toEqual(['another']);
  });

  it('goes on with another model, checked as at submission, and keeps what the one before had made', async () => {
    const user = await test.user('pro');
    const { calls } = refuseLesson(2);
    const id = await submit(test, user, COURSE, own);
    const failed = (await ended(test, user, id)).result as PartialCourse;
    const anthropic = { ...keyHeader('anthropic', 'sk-ant-sandbox-results'), 'x-byok-fallback': 'never' };
    const retry = (json: object, headers: Record<string, string> = anthropic) => call(`${id}/retry`, { method: 'POST', headers, json }, user);
    expect(codeOf(await retry({ model: 'no-such-model' }))).toEqual([404, 'model_unknown']);
    expect(codeOf(await retry({ model: 'claude-opus-5' }))).toEqual([403, 'tier_not_allowed']);
    expect(codeOf(await retry({ model: 'claude-haiku-4-5' }, own.headers))).toEqual([400, 'key_required']);
    for (const json of [{ model: null }, { model: '' }, { model: 5 }, { model: 'x'.repeat(129) }, { model: 'auto', type: 'course' }, []]) {
      expect(codeOf(await retry(json))).toEqual([400, 'invalid_input']);
    }
    expect((await jobOf(test, user, id)).status).toBe('failed');

    calls.length = 0;
    expect((await retry({ model: 'anthropic/claude-haiku-4-5' })).status).toBe(202);
    const job = await ended(test, user, id);
    expect(job).toMatchObject({ status: 'completed' });
    expect(job.receipts.at(-1)).toMatchObject({ stage: 'lesson', provider: 'anthropic', model: 'claude-haiku-4-5', credentialSource: 'byok' });
    expect(calls).toEqual([]);
    expect((job.result as Course).lessons.filter((_lesson, index) => index !== 1)).toEqual(failed.lessons.filter((lesson) => lesson !== null));
    expect((await test.pool.query('select input from jobs where id = $1', [id])).rows).toMatchObject([{ input: { model: 'anthropic/claude-haiku-4-5' } }]);
  });

  it('takes up a cancelled job, and a second one too', async () => {
    test.sandbox.script('openai', () => new Promise(() => undefined));
    const mark = test.mark();
    const id = await submit(test, user, { type: 'outline', transcript: 'Text.', model: CHAT_MODELS.openai }, own);
    for (const tries of [1, 2, 3]) {
      await until(test, user, id, () => test.callsSince(mark).length === tries);
      expect((await call(id, { method: 'DELETE' })).status).toBe(204);
      if (tries === 3) test.unscript();
      expect((await call(`${id}/retry`, { method: 'POST', ...own })).status).toBe(202);
    }
    expect(await ended(test, user, id)).toMatchObject({ status: 'completed', receipts: [{ attempts: 'byok:openai:ok' }] });
  });

  it('is under the consent of its own request, and refused when it could not run', async () => {
    const { allow } = refuseLesson(1);
    const id = await submit(test, user, COURSE, own);
    expect((await ended(test, user, id)).status).toBe('failed');
    expect(codeOf(await call(`${id}/retry`, { method: 'POST', headers: { 'x-byok-fallback': 'never' } }))).toEqual([400, 'key_required']);
    expect(codeOf(await call(`${id}/retry`, { method: 'POST', json: { language: 'ru' } }))).toEqual([400, 'invalid_input']);
    expect((await jobOf(test, user, id)).status).toBe('failed');
    allow();
    expect((await call(`${id}/retry`, { method: 'POST', headers: { 'x-byok-fallback': 'on-error' } })).status).toBe(202);
    const job = await ended(test, user, id);
    expect(job.status).toBe('completed');
    expect(job.receipts.at(-1)).toMatchObject({ credentialSource: 'platform' });
  });

  it('is refused for what runs, is completed, or has lost its recording', async () => {
    test.sandbox.script('openai', () => new Promise(() => undefined));
    const id = await submit(test, user, formOf({ type: 'transcription', model: TRANSCRIBING_MODELS.openai }, { bytes: wavOf(3) }), own);
    const retry = () => call(`${id}/retry`, { method: 'POST', ...own });
    expect(codeOf(await retry())).toEqual([409, 'conflict']);
    await call(id, { method: 'DELETE' });
    const gone = await retry();
    expect([gone.status, await gone.json()]).toMatchObject([409, { code: 'conflict', detail: expect.stringMatching(/recording/) }]);
    test.unscript();
    const done = await submit(test, user, { type: 'outline', transcript: 'x' }, own);
    await ended(test, user, done);
    expect(codeOf(await call(`${done}/retry`, { method: 'POST', ...own }))).toEqual([409, 'conflict']);
  });
});

describe('a lesson', () => {
  const lesson = { title: 'Новый урок', markdown: '# Текст\n\nС *правкой*.' };

  it('of a completed course can be replaced', async () => {
    const id = await submit(test, user, COURSE, own);
    const before = (await ended(test, user, id)).result as Course;
    const response = await call(`${id}/lessons/1`, { method: 'PUT', json: lesson });
    expect([response.status, await response.json()]).toEqual([200, lesson]);
    const after = (await jobOf(test, user, id)).result as Course;
    expect(after).toEqual({ ...before, lessons: before.lessons.map((old: Lesson, index) => (index === 1 ? lesson : old)) });
    for (const index of [before.lessons.length, 'x', '-1', '1.5', '99999']) {
      expect(codeOf(await call(`${id}/lessons/${index}`, { method: 'PUT', json: lesson }))).toEqual([404, 'not_found']);
    }
    for (const [json, field] of [
      [{ title: 'x' }, 'markdown'],
      [{ ...lesson, html: 'x' }, 'html'],
      [{ ...lesson, title: '' }, 'title'],
      [{ ...lesson, markdown: 'x'.repeat(200_001) }, 'markdown'],
    ] as const) {
      const refused = await call(`${id}/lessons/0`, { method: 'PUT', json });
      expect([refused.status, await refused.json()]).toMatchObject([400, { code: 'invalid_input', errors: [{ field }] }]);
    }
  });

  it('that was changed meanwhile is not overwritten by who says what it replaces', async () => {
    const id = await submit(test, user, COURSE, own);
    const replaces = ((await ended(test, user, id)).result as Course).lessons[0];
    const put = (json: object) => call(`${id}/lessons/0`, { method: 'PUT', json });
    expect((await put({ ...lesson, replaces })).status).toBe(200);
    const late = await put({ title: 'Мой', markdown: 'Текст', replaces });
    expect([late.status, await late.json()]).toMatchObject([409, { code: 'conflict', detail: 'The lesson was changed meanwhile.' }]);
    expect(((await jobOf(test, user, id)).result as Course).lessons[0]).toEqual(lesson);
    const known = await put({ title: 'Мой', markdown: 'Текст', replaces: lesson });
    expect([known.status, await known.json()]).toEqual([200, { title: 'Мой', markdown: 'Текст' }]);
    expect(codeOf(await call(`${id}/lessons/99`, { method: 'PUT', json: { ...lesson, replaces } }))).toEqual([404, 'not_found']);
    for (const wrong of ['x', {}, { ...lesson, more: 1 }, [lesson]]) expect(codeOf(await put({ ...lesson, replaces: wrong }))).toEqual([400, 'invalid_input']);
  });

  it('of anything else can not', async () => {
    const outline = await submit(test, user, { type: 'outline', transcript: 'x' }, own);
    await ended(test, user, outline);
    expect(codeOf(await call(`${outline}/lessons/0`, { method: 'PUT', json: lesson }))).toEqual([409, 'conflict']);
    refuseLesson(1);
    const course = await submit(test, user, COURSE, own);
    await ended(test, user, course);
    expect(codeOf(await call(`${course}/lessons/1`, { method: 'PUT', json: lesson }))).toEqual([409, 'conflict']);
  });
});

describe('a summary in the outline', () => {
  it('of a completed course can be replaced, unless it was changed meanwhile', async () => {
    const id = await submit(test, user, COURSE, own);
    const before = (await ended(test, user, id)).result as Course;
    const replaces = before.outline.sections[1]?.summary;
    const put = (json: object, index: unknown = 1) => call(`${id}/outline/${index}`, { method: 'PUT', json });
    const response = await put({ summary: 'О «поливе»', replaces });
    expect([response.status, await response.json()]).toEqual([200, { summary: 'О «поливе»' }]);
    const sections = before.outline.sections.map((section, index) => (index === 1 ? { ...section, summary: 'О «поливе»' } : section));
    expect((await jobOf(test, user, id)).result).toEqual({ ...before, outline: { ...before.outline, sections } });
    expect(codeOf(await put({ summary: 'x', replaces }))).toEqual([409, 'conflict']);
    expect((await put({ summary: '' })).status).toBe(200);
    for (const index of [sections.length, 'x', '-1']) expect(codeOf(await put({ summary: 'x', replaces: 'y' }, index))).toEqual([404, 'not_found']);
    for (const wrong of [{}, { summary: 1 }, { summary: 'x'.repeat(10_001) }, { summary: 'x', title: 'x' }]) expect(codeOf(await put(wrong))).toEqual([400, 'invalid_input']);
  });

  it('of anything else can not', async () => {
    const outline = await submit(test, user, { type: 'outline', transcript: 'x' }, own);
    await ended(test, user, outline);
    expect(codeOf(await call(`${outline}/outline/0`, { method: 'PUT', json: { summary: 'x' } }))).toEqual([409, 'conflict']);
  });
});

describe('a transcript', () => {
  it('can be had as JSON, text, SRT and WebVTT, under the name of the job', async () => {
    const id = await submit(test, user, formOf({ type: 'transcription' }, { bytes: wavOf(20), name: 'Лекция (1).wav' }), own);
    const transcript = (await ended(test, user, id)).result as Transcript;
    const disguised = { text: 'a < b --> c', segments: [{ start: 3661.5, end: 3661.5, text: 'a < b\n\n--> c' }] };
    const read = async (format: string) => {
      const response = await call(`${id}/transcript${format === '' ? '' : `?format=${format}`}`);
      expect(response.status).toBe(200);
      return { type: response.headers.get('content-type'), name: response.headers.get('content-disposition'), text: await response.text() };
    };
    const json = await read('');
    expect(JSON.parse(json.text)).toEqual(transcript);
    expect(json.type).toBe('application/json; charset=utf-8');
    expect(await read('json')).toEqual(json);
    const text = await read('text');
    expect(text).toEqual({ type: 'text/plain; charset=utf-8', name: expect.stringMatching(/\.txt$/), text: `${transcript.text}\n` });
    const srt = await read('srt');
    expect(srt.type).toBe('application/x-subrip; charset=utf-8');
    expect(srt.name).toBe(`attachment; filename="transcript.srt"; filename*=UTF-8''${encodeURIComponent('Лекция ')}%281%29.srt`);
    expect(srt.text).toMatch(/^1\n00:00:00,000 --> 00:00:\d\d,\d{3}\n/);
    const cues = srt.text.trim().split('\n\n').map((cue) => cue.split('\n').slice(2));
    expect(cues.length).toBeGreaterThanOrEqual(transcript.segments.length);
    expect(cues.flat().join(' ')).toBe(transcript.segments.map((segment) => segment.text.trim()).join(' '));
    for (const lines of cues) for (const line of lines) expect([lines.length <= 2, line.length <= 42]).toEqual([true, true]);
    expect((await read('vtt')).text).toMatch(/^WEBVTT\n\n1\n00:00:00\.000 --> 00:00:\d\d\.\d{3}\n/);
    await test.pool.query('update jobs set result = $2 where id = $1', [id, JSON.stringify(disguised)]);
    expect((await read('srt')).text).toBe('1\n01:01:01,500 --> 01:01:01,501\na < b → c\n');
    expect((await read('vtt')).text).toBe('WEBVTT\n\n1\n01:01:01.500 --> 01:01:01.501\na &lt; b --&gt; c\n');
    for (const query of ['?format=docx', '?format=', '?format=srt&format=vtt']) expect(codeOf(await call(`${id}/transcript${query}`))).toEqual([400, 'invalid_input']);
  });

  it('of a text has no time stamps, and other jobs have none', async () => {
    const course = await submit(test, user, COURSE, own);
    await ended(test, user, course);
    expect(await (await call(`${course}/transcript?format=text`)).text()).toBe(`${COURSE.transcript}\n`);
    expect(codeOf(await call(`${course}/transcript?format=srt`))).toEqual([409, 'conflict']);
    const outline = await submit(test, user, { type: 'outline', transcript: 'x' }, own);
    expect(codeOf(await call(`${outline}/transcript`))).toEqual([404, 'not_found']);
    await ended(test, user, outline);
  });
});

describe('forgetting a job', () => {
  it('deletes it with all that was made of it, and ends its streams', async () => {
    const done = await submit(test, user, COURSE, own);
    await ended(test, user, done);
    expect((await call(`${done}?forget=false`, { method: 'DELETE' })).status).toBe(204);
    expect((await jobOf(test, user, done)).status).toBe('completed');
    expect(codeOf(await call(`${done}?forget=yes`, { method: 'DELETE' }))).toEqual([400, 'invalid_input']);

    test.sandbox.script('openai', () => new Promise(() => undefined));
    const mark = test.mark();
    const running = await submit(test, user, { type: 'outline', transcript: 'x', model: CHAT_MODELS.openai }, own);
    await until(test, user, running, () => test.callsSince(mark).length === 1);
    const reading = eventsOf(await call(`${running}/events`));
    for (const id of [done, running]) {
      expect((await call(`${id}?forget=true`, { method: 'DELETE' })).status).toBe(204);
      expect(codeOf(await call(id))).toEqual([404, 'not_found']);
      expect(codeOf(await call(`${id}?forget=true`, { method: 'DELETE' }))).toEqual([404, 'not_found']);
    }
    await reading;
    for (let tries = 0; tries < 6_000 && !test.callsSince(mark)[0]!.aborted; tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(test.callsSince(mark).map(({ aborted }) => aborted)).toEqual([true]);
    for (const table of ['jobs', 'job_events', 'job_parts']) {
      const { rows } = await test.pool.query(`select 1 from ${table} t where t::text like any($1)`, [[`%${done}%`, `%${running}%`]]);
      expect([table, rows]).toEqual([table, []]);
    }
  });
});

describe('what a user may do with a job', () => {
  it('is for nobody else', async () => {
    refuseLesson(1);
    const id = await submit(test, user, COURSE, own);
    await ended(test, user, id);
    const stranger = await test.user();
    const attempts: [string, RequestOptions][] = [
      ['', { method: 'PATCH', json: { title: 'Mine' } }],
      ['?forget=true', { method: 'DELETE' }],
      ['/retry', { method: 'POST', ...own }],
      ['/lessons/0', { method: 'PUT', json: { title: 'x', markdown: 'y' } }],
      ['/outline/0', { method: 'PUT', json: { summary: 'x' } }],
      ['/transcript', {}],
    ];
    for (const [path, options] of attempts) expect([path, ...codeOf(await call(id + path, options, stranger))]).toEqual([path, 404, 'not_found']);
    expect(await jobOf(test, user, id)).toMatchObject({ status: 'failed' });
  });

  it('leaves no key behind', async () => {
    const key = canaryKey('openai', 'results');
    const { allow } = refuseLesson(1);
    const id = await submit(test, user, COURSE, { headers: keyHeader('openai', key) });
    await ended(test, user, id);
    allow();
    const headers = { headers: keyHeader('openai', key) };
    const answers = [await call(`${id}/retry`, { method: 'POST', ...headers })];
    await ended(test, user, id);
    answers.push(
      await call(id, { method: 'PATCH', json: { title: key }, ...headers }),
      await call(`${id}/retry`, { method: 'POST', ...headers }),
      await call(`${id}/retry`, { method: 'POST', json: { model: key }, ...headers }),
      await call(`${id}/lessons/0`, { method: 'PUT', json: { title: 'x' }, ...headers }),
      await call(`${id}/transcript`, headers),
      await call(`${id}/transcript?format=${key}`, headers),
      await call(`${id}?forget=true`, { method: 'DELETE', ...headers }),
    );
    for (const path of ['', '/retry', '/lessons/:index', '/transcript']) expect(test.logs().includes(`/api/jobs/:id${path}"`)).toBe(true);
    expect(test.logs()).toHoldNoKey(key);
    for (const [index, response] of answers.entries()) if (index !== 1) expect(await response.text()).toHoldNoKey(key);
  });
});
