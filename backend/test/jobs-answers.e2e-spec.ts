import type { Course } from '#contracts';
import type { ScriptedAnswer } from '#sandbox';
import { canaryKey, files } from '#testing';
import '#testing/jest';
import { keyHeader, type TestApplication, type TestUser } from './support/application.js';
import { CHAT_MODELS, TRANSCRIBING_MODELS } from './support/calls.js';
import { ended, formOf, jobOf, submit } from './support/jobs.js';
import { wavOf } from './support/recordings.js';
import { setUpApplication } from './support/set-up-application.js';

const KEY = canaryKey('openai', 'echo');

let test: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app: test, user } = shared), { LOG_LEVEL: 'trace' });
afterEach(() => test.unscript());

const own = (key = KEY) => ({ headers: { ...keyHeader('openai', key), 'x-byok-fallback': 'never' } });
const json = (body: unknown, status = 200): ScriptedAnswer => ({ status, headers: { 'content-type': 'application/json' }, body: typeof body === 'string' ? body : JSON.stringify(body) });
const stream = (content: string): ScriptedAnswer => ({
  status: 200,
  headers: { 'content-type': 'text/event-stream' },
  body: `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\ndata: ${JSON.stringify({ choices: [{ delta: {}, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`,
});

interface Said {
  readonly heard?: unknown;
  readonly outline?: unknown;
  readonly lesson?: unknown;
}
const SAID = {
  heard: { text: 'Words.', segments: [{ start: 0, end: 1, text: 'Words.' }] },
  outline: { title: 'Course', sections: [{ title: 'One', summary: 'First.' }] },
  lesson: { title: 'One', markdown: '## Text' },
};
const written = (answer: unknown) => (typeof answer === 'string' ? answer : JSON.stringify(answer));

/** OpenAI says this in each stage. @returns how many chats there were */
function say(said: Said): () => number {
  let chats = 0;
  const { heard, outline, lesson } = { ...SAID, ...said };
  test.sandbox.script('openai', ({ path }, body) => {
    if (path.includes('transcriptions')) return json(heard);
    chats += 1;
    return stream(written(body.includes('You write one lesson') ? lesson : outline));
  });
  return () => chats;
}

const courseOf = async (body: unknown = formOf({ type: 'course', model: TRANSCRIBING_MODELS.openai }, { bytes: wavOf(2) }), key = KEY) => ended(test, user, await submit(test, user, body, own(key)));

describe('a recording in which nobody speaks', () => {
  it.each([
    ['nothing', { text: '', segments: [] }],
    ['white space', { text: ' \n\u200B', segments: [{ start: 0, end: 2, text: '  ' }] }],
    ['full stops', { text: '... … !', segments: [] }],
    ['remarks', { text: '[silence] (music)', segments: [{ start: 0, end: 2, text: '[silence] (music)' }] }],
    ['words of which the recogniser says that nobody said them', { text: 'Thank you.', segments: [{ start: 0, end: 2, text: 'Thank you.', no_speech_prob: 0.98, avg_logprob: -0.7 }] }],
  ])('fails with no_speech and without a chat when the transcript is %s', async (_what, heard) => {
    const chats = say({ heard });
    for (const type of ['course', 'transcription']) {
      const job = await courseOf(formOf({ type, model: TRANSCRIBING_MODELS.openai }, { bytes: wavOf(2) }));
      expect(job).toMatchObject({ status: 'failed', error: { code: 'no_speech', detail: expect.stringMatching(/speech.+send it again/i) } });
      expect(job.receipts).toEqual([expect.objectContaining({ stage: 'transcription', attempts: 'byok:openai:ok' })]);
    }
    expect(chats()).toBe(0);
  });

  it('is told from one with a quiet piece or a remark', async () => {
    say({ heard: { text: '[music] Words.', segments: [] } });
    expect((await courseOf()).status).toBe('completed');
  });

  it.each([['outline'], ['course']])('is no %s of a text without words either, which is refused at once', async (type) => {
    const response = await test.fetch(user, '/api/jobs', { json: { type, transcript: ' … !\u200B' }, ...own() });
    expect([response.status, await response.json()]).toMatchObject([400, { code: 'invalid_input', errors: [{ field: 'transcript' }] }]);
  });

  it.each([
    ['a section', { outline: { title: 'Course', sections: [{ title: ' … ', summary: '' }] } }],
    ['an outline', { outline: { title: '', sections: [] } }],
    ['a lesson', { lesson: { title: 'One', markdown: ' \n ' } }],
    ['an answer', { outline: '' }],
  ])('leads no further than an empty text of %s: asked for once more, then told', async (_what, said) => {
    const chats = say(said);
    const job = await courseOf({ type: 'course', transcript: 'Words.', model: CHAT_MODELS.openai });
    expect(job).toMatchObject({ status: 'failed', error: { code: 'provider_unavailable', detail: expect.stringMatching(/twice in another form/) } });
    expect(chats()).toBe('lesson' in said ? 3 : 2);
  });
});

describe('a lesson', () => {
  it('that is longer than one may be is told as that, in place of its form, once the model was asked again', async () => {
    const chats = say({ lesson: { title: 'One', markdown: 'Words. '.repeat(30_000) } });
    const job = await courseOf({ type: 'course', transcript: 'Words.', model: CHAT_MODELS.openai });
    expect(job).toMatchObject({ status: 'failed', error: { code: 'payload_too_large', detail: expect.stringMatching(/lesson.+200000 characters/) } });
    expect(chats()).toBe(3);
  });

  it('of the longest length is kept', async () => {
    say({ lesson: { title: 'One', markdown: 'a'.repeat(200_000) } });
    const job = await courseOf({ type: 'course', transcript: 'Words.', model: CHAT_MODELS.openai });
    expect(job.status).toBe('completed');
  });
});

describe('text that PostgreSQL refuses', () => {
  it.each([
    ['U+0000', '\u0000'],
    ['half a surrogate pair', '\uD800'],
    ['the other half', '\uDC00'],
  ])('loses no job: %s in all that a model says', async (_what, bad) => {
    const text = `a${bad}b`;
    const clean = 'a\uFFFDb';
    say({
      heard: { text, segments: [{ start: 0, end: 1, text }] },
      outline: { title: text, sections: [{ title: text, summary: text }] },
      lesson: { title: text, markdown: text },
    });
    const job = await courseOf();
    expect(job).toMatchObject({
      status: 'completed',
      result: {
        transcript: { text: clean, segments: [{ text: clean }] },
        outline: { title: clean, sections: [{ title: clean, summary: clean }] },
        lessons: [{ title: clean, markdown: clean }],
      },
    });
    expect(job.title).toMatch(/^a.?b$/u);
  });

  it('is no matter in an error that a provider raises', async () => {
    test.sandbox.script('openai', () => json(String.raw`{"error":{"message":"Bad \u0000 \ud800 text","type":"invalid_request_error"}}`, 400));
    const job = await courseOf({ type: 'outline', transcript: 'Words.', model: CHAT_MODELS.openai });
    expect(job).toMatchObject({ status: 'failed', error: { code: 'request_invalid', detail: expect.stringContaining('Bad') } });
  });

  const NUL = 'a\u0000b';
  it.each([
    ['post', '/api/jobs', { type: 'outline', transcript: NUL }, 'transcript'],
    ['post', '/api/jobs', { type: 'outline', transcript: 'a\uD800' }, 'transcript'],
    ['post', '/api/jobs', { type: 'outline', transcript: 'x', model: NUL }, 'model'],
    ['post', '/api/jobs', { type: 'lesson', outline: { title: NUL, sections: [{ title: 'x', summary: 'y' }] }, index: 0 }, 'outline.title'],
    ['post', '/api/jobs', { type: 'lesson', outline: { title: 'x', sections: [{ title: 'x', summary: NUL }] }, index: 0 }, 'outline.sections.0.summary'],
    ['patch', '/api/jobs/:id', { title: NUL }, 'title'],
    ['put', '/api/jobs/:id/lessons/0', { title: 'x', markdown: NUL }, 'markdown'],
    ['put', '/api/jobs/:id/lessons/0', { title: 'x', markdown: 'y', replaces: { title: NUL, markdown: 'z' } }, 'replaces.title'],
    ['put', '/api/jobs/:id/outline/0', { summary: NUL }, 'summary'],
    ['post', '/api/auth/tokens', { name: NUL, expiresInDays: 1 }, 'name'],
    ['post', '/api/auth/login', { email: `${NUL}@example.test`, password: 'x' }, 'email'],
    ['post', '/api/auth/register', { email: `${NUL}@example.test`, password: 'long enough a password' }, 'email'],
    ['post', '/api/analytics/events', { events: [{ id: NUL, name: 'vault_created', at: new Date().toISOString() }] }, 'events.0.id'],
  ] as const)('is refused by name where a caller sends it: %s %s %j', async (method, path, body, field) => {
    const isOpen = /^\/api\/auth\/(login|register)$/.test(path);
    const request = isOpen ? test.accounts.call(method, path) : test.request(user, method, path.replace(':id', crypto.randomUUID()));
    const response = await request.send(body);
    const problem = response.body as { code: string; errors?: { field: string }[] };
    if (path.endsWith('tokens')) expect(response.status).toBeLessThan(500);
    else expect([response.status, problem.code, problem.errors?.[0]?.field]).toEqual([400, 'invalid_input', field]);
  });
});

describe('an answer that is not quite what was asked for', () => {
  const { outline, lesson } = SAID;
  it.each([
    ['words around it', { outline: `Here is the outline: ${written(outline)} I hope it helps!` }],
    ['a fence without end', { outline: `\`\`\`json\n${written(outline)}` }],
    ['a wrapper', { outline: { outline }, lesson: { lesson, note: 'x' } }],
    ['three wrappers', { outline: { answer: { result: { outline } } }, lesson: { status: 'ok', answer: { n: 1, lesson: { lesson } } } }],
    ['a list around it', { lesson: [lesson] }],
    ['commas too many', { outline: written(outline).replace(']}', ',],}') }],
    ['line breaks in strings', { lesson: '{"title":"One","markdown":"## Text"\n}' }],
    ['JSON in a string', { lesson: written(written(lesson)) }],
  ] as [string, Said][])('is taken with %s, and nothing is paid for twice', async (_what, said) => {
    const chats = say(said);
    const job = await courseOf({ type: 'course', transcript: 'Words.', model: CHAT_MODELS.openai });
    expect(job).toMatchObject({ status: 'completed', result: { outline, lessons: [lesson] } });
    expect(chats()).toBe(2);
  });

  it.each([
    ['text', [{ start: '0.5', end: '1', text: 'One.' }, { start: '00:00:01,5', end: '2 s', text: 'Two.' }]],
    ['milliseconds', [{ start: 500, end: 1000, text: 'One.' }, { start: 1500, end: 2000, text: 'Two.' }]],
  ])('keeps words and times when the times are %s', async (_what, segments) => {
    say({ heard: { segments } });
    const job = await courseOf(formOf({ type: 'transcription', model: TRANSCRIBING_MODELS.openai }, { bytes: wavOf(2) }));
    expect(job.result).toEqual({ text: 'One. Two.', segments: [{ start: 0.5, end: 1, text: 'One.' }, { start: 1.5, end: 2, text: 'Two.' }] });
  });

  it('keeps words without times', async () => {
    say({ heard: { segments: [{ start: 'soon', end: null, text: 'One.' }, { text: 'Two.' }] } });
    const job = await courseOf(formOf({ type: 'transcription', model: TRANSCRIBING_MODELS.openai }, { bytes: wavOf(2) }));
    expect(job).toMatchObject({ status: 'completed', result: { text: 'One. Two.', segments: [{ text: 'One. Two.' }] } });
  });
});

describe('a key that a provider echoes in its answers', () => {
  /** As JSON may write it so that no letter of it stands there. */
  const escaped = (key: string) => [...key].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
  const awkward = 'sk-"echo\\' + KEY.slice(-24);
  const control = `control${canaryKey('openai', 'control').slice(-12)}`;

  it.each([
    ['as it is', KEY, (key: string) => JSON.stringify(key).slice(1, -1)],
    ['in escapes of JSON', KEY, escaped],
    ['with characters that JSON escapes', awkward, (key: string) => JSON.stringify(key).slice(1, -1)],
  ])('%s is in no result, no table and no file of the database, its log included', async (_how, key, echo) => {
    const field = `"${control} ${echo(key)}"`;
    test.sandbox.script('openai', ({ path }, body) => {
      if (path.includes('transcriptions')) return json(`{"text":${field},"segments":[{"start":0,"end":1,"text":${field}}],"note":${field}}`);
      if (body.includes('You write one lesson')) return stream(`{"title":${field},"markdown":${field},"extra":${field}}`);
      return stream(`{"title":${field},"sections":[{"title":${field},"summary":${field}}],"extra":${field}}`);
    });
    const job = await courseOf(undefined, key);
    expect(job.status).toBe('completed');
    const { transcript, outline, lessons } = job.result as Course;
    const texts = [job.title, transcript.text, transcript.segments[0]?.text, outline.title, outline.sections[0]?.title, outline.sections[0]?.summary, lessons[0]?.title, lessons[0]?.markdown];
    for (const text of texts) expect(text).toBe(`${control} [redacted]`);

    test.sandbox.script('openai', () => json(`{"error":{"message":${field},"type":"invalid_request_error","param":${field},"code":${field}}}`, 400));
    const failed = await courseOf({ type: 'outline', transcript: 'Words.', model: CHAT_MODELS.openai }, key);
    expect(failed.status).toBe('failed');
    test.sandbox.script('openai', () => stream(`No ${key}, no form.`));
    const formless = await courseOf({ type: 'outline', transcript: 'Words.', model: CHAT_MODELS.openai }, key);
    expect(formless.status).toBe('failed');
    for (const { id } of [job, failed, formless]) expect(JSON.stringify(await jobOf(test, user, id))).toHoldNoKey(key);
  });

  it('was looked for where it would be', async () => {
    await test.pool.query('checkpoint');
    const { rows } = await test.pool.query<{ data_directory: string }>('show data_directory');
    const { data_directory: folder } = rows[0]!;
    for (const place of ['base/', 'pg_wal/']) expect(files(folder, (path) => path.startsWith(place))).not.toHoldNoKey(control);
    for (const place of [files(folder), test.logs()]) expect(place).toHoldNoKey([KEY, awkward]);
  }, 120_000);
});
