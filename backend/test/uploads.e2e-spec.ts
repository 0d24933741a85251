import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { keyHeader, type TestApplication, type TestUser } from './support/application.js';
import { ended, formOf, submit } from './support/jobs.js';
import { wavOf } from './support/recordings.js';
import { setUpApplication } from './support/set-up-application.js';
import { OCTETS, TUS, append, begin, begun, head, metadata, offsetOf, recordingFiles, uploaded } from './support/uploads.js';
import { UploadSweeper } from '../src/uploads/upload-sweeper.service.js';

const GIB = 1024 ** 3;
const own = { headers: keyHeader('openai', 'sk-sandbox-uploads') };
const ID = '00000000-0000-4000-8000-000000000000';

let test: TestApplication;
let user: TestUser;
setUpApplication(({ app }) => (test = app));
beforeEach(async () => {
  user = await test.user();
});

async function refusal(response: Response): Promise<{ status: number; code: string; detail: string; fields: string[] }> {
  expect(response.headers.get('content-type')).toContain('application/problem+json');
  expect(response.headers.get('x-request-id')).toBeTruthy();
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  const { code, detail, errors } = (await response.json()) as { code: string; detail: string; errors?: { field: string }[] };
  expect(response.headers.get('x-byok-code')).toBe(code);
  return { status: response.status, code, detail, fields: (errors ?? []).map(({ field }) => field) };
}

/** Waits until the recording of a job is removed, which is soon after its end. */
async function gone(jobId: string): Promise<void> {
  for (let tries = 0; tries < 6_000 && (await recordingFiles(test)).includes(jobId); tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  expect(await recordingFiles(test)).not.toContain(jobId);
}

const filesOf = async (owner = user) => (await recordingFiles(test)).filter((path) => path.includes(owner.id));

describe('an upload', () => {
  it('is begun, filled in steps, asked for, and removed', async () => {
    const answer = await begin(test, user, 10, { 'upload-metadata': metadata({ filename: 'Лекция.mp3', filetype: 'audio/mpeg' }) });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toMatch(/^\/api\/uploads\/[0-9a-f-]{36}$/);
    expect(answer.headers.get('tus-resumable')).toBe('1.0.0');
    expect(answer.headers.get('x-request-id')).toBeTruthy();
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
    const id = answer.headers.get('location')!.split('/').at(-1)!;

    const first = await append(test, user, id, 0, Buffer.from('0123'));
    expect([first.status, first.headers.get('upload-offset')]).toEqual([204, '4']);
    expect(Date.parse(first.headers.get('upload-expires')!) - Date.now()).toBeGreaterThan(86_000_000);
    const asked = await head(test, user, id);
    expect([asked.status, asked.headers.get('upload-offset'), asked.headers.get('upload-length'), asked.headers.get('cache-control')]).toEqual([200, '4', '10', 'no-store']);
    expect(asked.headers.get('upload-metadata')).toBe(metadata({ filename: 'Лекция.mp3', filetype: 'audio/mpeg' }));
    expect((await test.request(user, 'get', '/api/uploads').expect(200)).body).toEqual([
      { id, title: 'Лекция.mp3', bytes: 10, receivedBytes: 4, expiresAt: expect.stringMatching(/^\d{4}-.*Z$/) },
    ]);
    expect((await append(test, user, id, 4, Buffer.from('456789'))).headers.get('upload-offset')).toBe('10');

    expect((await test.fetch(user, `/api/uploads/${id}`, { method: 'DELETE', headers: TUS })).status).toBe(204);
    expect((await head(test, user, id)).status).toBe(404);
    expect(await filesOf()).toEqual([]);
  });

  it('is described by OPTIONS', async () => {
    const { status, headers } = await test.fetch(user, '/api/uploads', { method: 'OPTIONS' });
    expect([status, headers.get('tus-version'), headers.get('tus-extension'), headers.get('tus-max-size')]).toEqual([204, '1.0.0', 'creation,termination,expiration', String(2 * GIB)]);
  });

  it('may be sent with the cookie and its XSRF token, and not without', async () => {
    const { jar } = user;
    const created = await test.accounts.as(jar, 'post', '/api/uploads').set({ ...TUS, 'upload-length': '4' }).expect(201);
    const path = created.headers['location'] as string;
    const patch = () => test.accounts.as(jar, 'patch', path).set({ ...TUS, 'content-type': OCTETS, 'upload-offset': '0' });
    expect((await patch().set('x-xsrf-token', 'other').send(Buffer.from('data'))).body).toMatchObject({ code: 'csrf_failed' });
    await patch().send(Buffer.from('data')).expect(204);
    expect((await test.accounts.as(jar, 'delete', path).set({ ...TUS, 'x-xsrf-token': '' })).body).toMatchObject({ code: 'csrf_failed' });
    await test.accounts.as(jar, 'delete', path).set(TUS).expect(204);
  });

  it('is nobody else’s', async () => {
    const id = await begun(test, user, 4);
    const stranger = await test.user();
    expect((await head(test, stranger, id)).status).toBe(404);
    expect(await refusal(await append(test, stranger, id, 0, Buffer.from('evil')))).toMatchObject({ status: 404, code: 'not_found' });
    expect(await refusal(await test.fetch(stranger, `/api/uploads/${id}`, { method: 'DELETE', headers: TUS }))).toMatchObject({ code: 'not_found' });
    expect((await test.request(stranger, 'get', '/api/uploads').expect(200)).body).toEqual([]);
    expect(await refusal(await test.fetch(stranger, '/api/jobs', { json: { type: 'transcription', upload: id }, ...own }))).toMatchObject({ status: 400, code: 'invalid_input', fields: ['upload'] });
    for (const unknown of [ID, 'x', '..%2f..%2fjwt-secret', `${user.id}%2f${id}`]) expect((await head(test, user, unknown)).status).toBe(404);
    expect(await offsetOf(test, user, id)).toBe(0);
  });

  it('is for those who are signed in', async () => {
    for (const [method, path] of [['post', ''], ['get', ''], ['patch', `/${ID}`], ['delete', `/${ID}`], ['head', `/${ID}`], ['options', '']] as const) {
      const request = test.accounts.call(method, `/api/uploads${path}`).set({ ...TUS, 'upload-length': '1', 'content-type': OCTETS, 'upload-offset': '0' });
      const { status } = await (method === 'patch' ? request.send('x') : request);
      expect([method, status]).toEqual([method, 401]);
    }
  });

  it.each<[string, Record<string, string>, number, string, string[]]>([
    ['no version', { 'tus-resumable': '' }, 400, 'invalid_input', ['tus-resumable']],
    ['another version', { 'tus-resumable': '0.2.2' }, 400, 'invalid_input', ['tus-resumable']],
    ['no size', { 'upload-length': '' }, 400, 'invalid_input', ['upload-length']],
    ['a size that is none', { 'upload-length': '1e3' }, 400, 'invalid_input', ['upload-length']],
    ['no bytes', { 'upload-length': '0' }, 400, 'invalid_input', ['upload-length']],
    ['more than 2 GiB', { 'upload-length': String(2 * GIB + 1) }, 413, 'payload_too_large', []],
    ['far more', { 'upload-length': '9'.repeat(20) }, 413, 'payload_too_large', []],
    ['a size to come', { 'upload-length': '', 'upload-defer-length': '1' }, 400, 'invalid_input', ['upload-length']],
    ['a size, and one to come', { 'upload-defer-length': '1' }, 400, 'invalid_input', []],
    ['parts to join', { 'upload-concat': 'partial' }, 400, 'invalid_input', []],
    ['metadata that is no base64', { 'upload-metadata': 'filename ../../x' }, 400, 'invalid_input', ['upload-metadata']],
    ['metadata named twice', { 'upload-metadata': 'filename YQ==,filename YQ==' }, 400, 'invalid_input', ['upload-metadata']],
    ['a key in its metadata', { 'upload-metadata': 'x-byok-openai-key YQ==' }, 400, 'key_malformed', []],
  ])('with %s is refused', async (_what, headers, status, code, fields) => {
    expect(await refusal(await begin(test, user, 10, headers))).toMatchObject({ status, code, fields });
    expect(await filesOf()).toEqual([]);
  });

  it('takes no body at its beginning', async () => {
    const json = await test.fetch(user, '/api/uploads', { json: { size: 4 }, headers: { ...TUS, 'upload-length': '4' } });
    expect(await refusal(json)).toMatchObject({ status: 400, code: 'invalid_input' });
    const bytes = await test.fetch(user, '/api/uploads', { method: 'POST', body: 'data', headers: { ...TUS, 'upload-length': '4', 'content-type': OCTETS } });
    expect(await refusal(bytes)).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    expect(await filesOf()).toEqual([]);
  });

  it('may be of exactly 2 GiB', async () => {
    expect(await begun(test, user, 2 * GIB)).toBeTruthy();
  });

  it('takes bytes only where it stands, and no more than announced', async () => {
    const id = await begun(test, user, 6);
    await append(test, user, id, 0, Buffer.from('abcd'));
    for (const offset of [0, 3, 5]) expect(await refusal(await append(test, user, id, offset, Buffer.from('ef')))).toMatchObject({ status: 409, code: 'conflict', detail: expect.stringContaining('HEAD') });
    expect(await refusal(await append(test, user, id, 4, Buffer.from('efg')))).toMatchObject({ status: 413, code: 'payload_too_large' });
    expect(await refusal(await append(test, user, id, 4, Buffer.from('ef'), { 'upload-offset': '-1' }))).toMatchObject({ status: 400, code: 'invalid_input' });
    expect(await refusal(await append(test, user, id, 4, Buffer.from('ef'), { 'content-type': 'application/json' }))).toMatchObject({ status: 400, code: 'invalid_input' });
    const foreign = await append(test, user, id, 4, Buffer.from('ef'), { 'content-type': 'audio/mpeg' });
    expect(((await foreign.clone().json()) as { detail: string }).detail).toContain('application/offset+octet-stream');
    expect(await refusal(foreign)).toMatchObject({ status: 415, code: 'unsupported_media_type' });
    expect(await refusal(await append(test, user, id, 4, Buffer.from('ef'), { 'upload-length': '8' }))).toMatchObject({ status: 400, code: 'invalid_input' });
    const noOffset = await test.fetch(user, `/api/uploads/${id}`, { method: 'PATCH', headers: { ...TUS, 'content-type': OCTETS }, body: 'ef' });
    expect(await refusal(noOffset)).toMatchObject({ status: 400, code: 'invalid_input' });
    expect(await refusal(await append(test, user, ID, 0, Buffer.from('ef')))).toMatchObject({ status: 404, code: 'not_found' });
    expect(await offsetOf(test, user, id)).toBe(4);
    expect((await append(test, user, id, 4, Buffer.from('ef'))).status).toBe(204);
    expect(await refusal(await append(test, user, id, 6, Buffer.from('g')))).toMatchObject({ status: 413, code: 'payload_too_large' });
  });

  it('sent in chunks without a length stops at the announced size', async () => {
    const id = await begun(test, user, 100_000);
    const stream = new ReadableStream({
      start(controller) {
        for (let count = 0; count < 10; count += 1) controller.enqueue(new Uint8Array(20_000));
        controller.close();
      },
    });
    const response = await test.fetch(user, `/api/uploads/${id}`, { method: 'PATCH', headers: { ...TUS, 'content-type': OCTETS, 'upload-offset': '0' }, body: stream });
    expect(await refusal(response)).toMatchObject({ status: 413, code: 'payload_too_large' });
    expect(await offsetOf(test, user, id)).toBeLessThanOrEqual(100_000);
  });

  it.each(['../../../etc/cron.d/evil', '..\\..\\evil.wav', 'урок\u202Evaw.exe', 'a\0b.wav', '', '..'])('may be called %j, which makes no path', async (name) => {
    const id = await begun(test, user, 4, { 'upload-metadata': metadata({ filename: name }) });
    expect(await filesOf()).toEqual([`arriving/${user.id}/${id}`, `arriving/${user.id}/${id}.json`]);
    const [{ title }] = (await test.request(user, 'get', '/api/uploads').expect(200)).body as [{ title?: string }];
    expect(title ?? 'none').toMatch(/^(evil|evil\.wav|урокvaw\.exe|a b\.wav|none)$/);
  });

  it('expires a day after its last byte, and is swept', async () => {
    const id = await begun(test, user, 8);
    await append(test, user, id, 0, Buffer.from('data'));
    const path = join(test.accounts.dataDir, 'uploads', 'arriving', user.id, id);
    const sweeper = test.application.get(UploadSweeper);
    const longAgo = (hours: number) => utimes(path, new Date(), new Date(Date.now() - hours * 3_600_000));
    await longAgo(23.9);
    await sweeper.sweep();
    expect(await offsetOf(test, user, id)).toBe(4);
    await longAgo(24.1);
    expect((await head(test, user, id)).status).toBe(404);
    expect(await refusal(await append(test, user, id, 4, Buffer.from('more')))).toMatchObject({ status: 404, code: 'not_found' });
    expect((await test.request(user, 'get', '/api/uploads').expect(200)).body).toEqual([]);
    expect(await refusal(await test.fetch(user, '/api/jobs', { json: { type: 'transcription', upload: id }, ...own }))).toMatchObject({ code: 'invalid_input', fields: ['upload'] });
    await sweeper.sweep();
    expect(await filesOf()).toEqual([]);
  });

  it('is one of at most five that wait, and of 4 GiB together', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => begin(test, user, 10)));
    expect(ids.map(({ status }) => status).sort()).toEqual([201, 201, 201, 201, 201, 409, 409, 409]);
    const refused = await refusal(ids.find(({ status }) => status === 409)!);
    expect(refused).toMatchObject({ code: 'conflict', detail: expect.stringMatching(/5 are allowed.*GET \/api\/uploads/) });
    const large = await test.user();
    await begun(test, large, 2 * GIB);
    await begun(test, large, 2 * GIB - 5);
    await begun(test, large, 5);
    expect(await refusal(await begin(test, large, 1))).toMatchObject({ code: 'conflict', detail: expect.stringContaining('4 GiB') });
    const [{ id }] = (await test.request(large, 'get', '/api/uploads').expect(200)).body as [{ id: string }];
    await test.fetch(large, `/api/uploads/${id}`, { method: 'DELETE', headers: TUS });
    await begun(test, large, 1);
  });
});

describe('a job of an upload', () => {
  const job = (upload: unknown, more: object = {}) => ({ type: 'transcription', upload, ...more });

  it('takes the recording, and the upload is gone', async () => {
    const upload = await uploaded(test, user, wavOf(3), 'Лекция.wav');
    const id = await submit(test, user, job(upload), own);
    expect(await filesOf()).toEqual([]);
    expect(await refusal(await test.fetch(user, '/api/jobs', { json: job(upload), ...own }))).toMatchObject({ status: 400, code: 'invalid_input', fields: ['upload'] });
    expect((await head(test, user, upload)).status).toBe(404);
    expect(await ended(test, user, id)).toMatchObject({ status: 'completed', result: { segments: expect.any(Array) } });
    await gone(id);
  });

  it('may be a course, in capitals too', async () => {
    const id = await submit(test, user, { type: 'course', upload: (await uploaded(test, user, wavOf(3))).toUpperCase(), language: 'ru' }, own);
    expect(await ended(test, user, id)).toMatchObject({ status: 'completed', result: { lessons: expect.any(Array) } });
  });

  it('is refused while bytes are missing, which can still come', async () => {
    const bytes = wavOf(2);
    const upload = await begun(test, user, bytes.length);
    await append(test, user, upload, 0, bytes.subarray(0, 1000));
    const refused = await refusal(await test.fetch(user, '/api/jobs', { json: job(upload), ...own }));
    expect(refused).toMatchObject({ status: 409, code: 'conflict', detail: expect.stringContaining(`${bytes.length - 1000} of its ${bytes.length} bytes are missing`) });
    await append(test, user, upload, 1000, bytes.subarray(1000));
    expect(await ended(test, user, await submit(test, user, job(upload), own))).toMatchObject({ status: 'completed' });
  });

  it.each<[string, object, Record<string, string>, string]>([
    ['of an unknown model', { model: 'gpt-99' }, {}, 'model_unknown'],
    ['of a model that can’t hear', { model: 'claude-haiku-4-5' }, {}, 'request_invalid'],
    ['without a key', {}, { 'x-byok-fallback': 'never' }, 'key_required'],
    ['with an unknown field', { speed: 2 }, {}, 'invalid_input'],
  ])('%s is refused, and the upload stays for the next try', async (_what, more, headers, code) => {
    const upload = await uploaded(test, user, wavOf(2));
    expect(await refusal(await test.fetch(user, '/api/jobs', { json: job(upload, more), headers }))).toMatchObject({ code });
    expect(await ended(test, user, await submit(test, user, job(upload), own))).toMatchObject({ status: 'completed' });
  });

  it('above the plan is refused, and the upload stays', async () => {
    const small = await test.user('free');
    const upload = await uploaded(test, small, wavOf(2));
    const response = await test.fetch(small, '/api/jobs', { json: { type: 'course', upload, model: 'gpt-5.5' }, ...own });
    expect(await refusal(response)).toMatchObject({ status: 403, code: 'tier_not_allowed' });
    expect(await offsetOf(test, small, upload)).toBe(wavOf(2).length);
  });

  it('of what is no recording is refused, and the upload is removed', async () => {
    const upload = await uploaded(test, user, Buffer.from('No sound at all, whatever its name. '.repeat(99)), 'lecture.mp3');
    expect(await refusal(await test.fetch(user, '/api/jobs', { json: job(upload), ...own }))).toMatchObject({ status: 400, code: 'invalid_input', detail: expect.stringContaining('recording') });
    expect(await filesOf()).toEqual([]);
    expect((await head(test, user, upload)).status).toBe(404);
  });

  it.each([
    ['no id', job('lecture.wav'), 'upload'],
    ['a number', job(5), 'upload'],
    ['a path', job('../../jwt-secret'), 'upload'],
    ['an unknown id', job(ID), 'upload'],
    ['a transcript too', { type: 'course', upload: ID, transcript: 'x' }, 'transcript'],
    ['another type of job', { type: 'outline', transcript: 'x', upload: ID }, 'upload'],
  ])('with %s is refused', async (_what, json, field) => {
    expect(await refusal(await test.fetch(user, '/api/jobs', { json, ...own }))).toMatchObject({ status: 400, code: 'invalid_input', fields: [field] });
  });

  it('with a file beside it is refused', async () => {
    const form = formOf({ type: 'transcription', upload: ID }, { bytes: wavOf(1) });
    expect(await refusal(await test.fetch(user, '/api/jobs', { method: 'POST', body: form, ...own }))).toMatchObject({ code: 'invalid_input', fields: ['upload'] });
    expect((await recordingFiles(test)).filter((path) => path.endsWith('.part'))).toEqual([]);
  });

  it('takes an upload once, also when it is submitted twice at once', async () => {
    const upload = await uploaded(test, user, wavOf(2));
    const answers = await Promise.all([1, 2, 3].map(() => test.fetch(user, '/api/jobs', { json: job(upload), ...own })));
    expect(answers.map(({ status }) => status).sort()).toEqual([202, 400, 400]);
  });
});
