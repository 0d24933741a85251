import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Mp4OutputFormat, WebMOutputFormat } from 'mediabunny';
import { keyHeader, type TestApplication, type TestUser } from './support/application.js';
import { box, id3 } from './support/bad-recordings.js';
import { ended, formOf, submit } from './support/jobs.js';
import { muxed, muxedVideo } from './support/muxed-recordings.js';
import { mp3Of, wavOf } from './support/recordings.js';
import { setUpApplication } from './support/set-up-application.js';
import { append, begin, begun, offsetOf, recordingFiles, uploaded } from './support/uploads.js';
import { RecordingFiles } from '../src/courses/recording-files/recording-files.service.js';
import { UploadFiles } from '../src/uploads/upload-files.js';
import { TusUploads } from '../src/uploads/tus-uploads.service.js';

const own = { headers: keyHeader('openai', 'sk-sandbox-bad-recordings') };

let test: TestApplication;
let user: TestUser;
setUpApplication((shared) => ({ app: test, user } = shared));

/** Both ways in: with the job, and before it. */
const WAYS: Readonly<Record<string, (bytes: Buffer, name: string) => Promise<Response>>> = {
  'with the job': (bytes, name) => test.fetch(user, '/api/jobs', { method: 'POST', body: formOf({ type: 'transcription' }, { bytes, name }), ...own }),
  'by tus': async (bytes, name) => test.fetch(user, '/api/jobs', { json: { type: 'transcription', upload: await uploaded(test, user, bytes, name) }, ...own }),
};

async function nothingLeft(): Promise<string[]> {
  for (let tries = 0; tries < 6_000 && (await recordingFiles(test)).length > 0; tries += 1) await new Promise((resolve) => setTimeout(resolve, 20));
  return recordingFiles(test);
}

const jobsOf = async () => (await test.request(user, 'get', '/api/jobs').expect(200)).body as unknown[];

describe.each(Object.keys(WAYS))('a recording that comes %s', (way) => {
  const send = (bytes: Buffer, name: string) => (WAYS[way] as (typeof WAYS)[string])(bytes, name);

  it.each<[string, () => Buffer | Promise<Buffer>, RegExp]>([
    ['text called mp3', () => Buffer.from('No sound at all. '.repeat(500)), /no recording of a format that is taken, but text\. Taken are mp3/],
    ['a playlist that names a file of the server', () => Buffer.from('#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n/etc/passwd\n#EXT-X-ENDLIST\n'), /but a playlist/],
    ['half of an MP4', async () => (await muxed('aac', new Mp4OutputFormat({ fastStart: 'in-memory' }), 60)).subarray(0, 50_000), /cut off: 50000 of its \d+ bytes/],
    ['half of a WAV', () => wavOf(30).subarray(0, 100_000), /cut off: 100000 of its 240044 bytes/],
    ['a video without sound', () => muxedVideo(new WebMOutputFormat()), /has no sound/],
    ['an MP4 whose head claims 2 GiB', () => Buffer.concat([box('ftyp', Buffer.from('isom\0\0\0\0isom')), box('moov', Buffer.alloc(64), 2 ** 31)]), /recording/],
    ['a tag of 256 MB, as it says', () => id3(256e6, Buffer.alloc(64)), /no recording of a known format/],
  ])('and is %s is refused in words, and leaves nothing', async (_what, make, words) => {
    const before = (await jobsOf()).length;
    const response = await send(await make(), '../лекция\u202E3pm.mp3');
    const problem = (await response.json()) as { code: string; detail: string };
    expect([response.status, problem.code, problem.detail]).toEqual([400, 'invalid_input', expect.stringMatching(words)]);
    expect(await recordingFiles(test)).toEqual([]);
    expect((await jobsOf()).length).toBe(before);
  });

  it('may be called anything, and may come twice', async () => {
    for (const name of ['лекция.txt', 'лекция.txt']) {
      const response = await send(mp3Of(10), name);
      expect(response.status).toBe(202);
      expect(await ended(test, user, ((await response.json()) as { id: string }).id)).toMatchObject({ status: 'completed' });
    }
    expect(await nothingLeft()).toEqual([]);
  });

  it('and turns out broken only while it is cut fails with words, and leaves nothing', async () => {
    const bytes = await muxed('aac', new Mp4OutputFormat({ fastStart: 'in-memory' }), 700);
    const table = bytes.indexOf('stco', 0, 'latin1');
    bytes.writeUInt32BE(0x7fff0000, table + 12 + 4 * Math.floor(bytes.readUInt32BE(table + 8) * 0.6));
    const response = await send(bytes, 'lecture.m4a');
    expect(response.status).toBe(202);
    const job = await ended(test, user, ((await response.json()) as { id: string }).id, 60);
    expect(job).toMatchObject({ status: 'failed', error: { code: 'invalid_input', detail: expect.stringContaining('damaged or cut off') } });
    expect(await nothingLeft()).toEqual([]);
  });
});

describe('a full disk', () => {
  it('is known before an upload begins, and before its bytes are taken', async () => {
    const id = await begun(test, user, 100);
    const files = await test.application.get(TusUploads).files();
    files.freeBytes = async () => 512 * 1024 ** 2 + 50;
    for (const refused of [await begin(test, user, 51), await append(test, user, id, 0, Buffer.alloc(100))]) {
      expect([refused.status, await refused.json()]).toEqual([503, expect.objectContaining({ code: 'unavailable', detail: expect.stringContaining('no room') })]);
    }
    expect((await begin(test, user, 50)).status).toBe(201);
    Reflect.deleteProperty(files, 'freeBytes');
    expect((await append(test, user, id, 0, Buffer.alloc(100))).status).toBe(204);
    for (const upload of (await test.request(user, 'get', '/api/uploads').expect(200)).body as { id: string }[]) await test.fetch(user, `/api/uploads/${upload.id}`, { method: 'DELETE', headers: { 'tus-resumable': '1.0.0' } });
    expect(await recordingFiles(test)).toEqual([]);
  });

  // A device of Linux that is always full: the real error of the system, at the real place.
  it('met in the middle is said in words, keeps what came, and the upload can go on', async () => {
    const id = await begun(test, user, 100);
    const files = await test.application.get(TusUploads).files();
    const full = Object.create(files, { pathOf: { value: () => '/dev/full' } }) as typeof files;
    files.write = (bytes, upload, offset) => full.write.call(full, bytes, upload, offset);
    Object.defineProperty(full, 'write', { value: UploadFiles.prototype.write });
    const refused = await append(test, user, id, 0, Buffer.alloc(100));
    Reflect.deleteProperty(files, 'write');
    expect([refused.status, await refused.json()]).toEqual([503, expect.objectContaining({ code: 'unavailable', detail: expect.stringContaining('no room') })]);
    expect(await offsetOf(test, user, id)).toBe(0);
    expect((await append(test, user, id, 0, Buffer.alloc(100))).status).toBe(204);
    await test.fetch(user, `/api/uploads/${id}`, { method: 'DELETE', headers: { 'tus-resumable': '1.0.0' } });
    expect(await recordingFiles(test)).toEqual([]);
  });

  it('met by a recording that comes with its job is said in words too', async () => {
    await mkdir(join(test.accounts.dataDir, 'uploads'), { recursive: true });
    const store = test.application.get(RecordingFiles);
    store.receive = () => Promise.resolve({ path: join(test.accounts.dataDir, 'uploads', 'x.part'), stream: createWriteStream('/dev/full'), admit: () => Promise.resolve(), end: () => undefined });
    const refused = await test.fetch(user, '/api/jobs', { method: 'POST', body: formOf({ type: 'transcription' }, { bytes: wavOf(2) }), ...own });
    expect([refused.status, await refused.json()]).toEqual([503, expect.objectContaining({ code: 'unavailable', detail: expect.stringContaining('no room') })]);
    expect(await recordingFiles(test)).toEqual([]);
    Reflect.deleteProperty(store, 'receive');
    expect(await ended(test, user, await submit(test, user, formOf({ type: 'transcription' }, { bytes: wavOf(2) }), own))).toMatchObject({ status: 'completed' });
  });
});
