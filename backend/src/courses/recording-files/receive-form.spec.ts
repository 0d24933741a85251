import { createHash } from 'node:crypto';
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { ByokError } from '#contracts';
import { noRoom } from '../../uploads/index.js';
import { receiveForm } from './receive-form.js';
import { RecordingFiles } from './recording-files.service.js';

const TYPE = 'multipart/form-data; boundary=b';
const field = (name: string, value: string) => `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const file = (content: string, name = 'a.wav') => `--b\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n${content}`;
const END = '\r\n--b--\r\n';

let dataDir: string;
let uploads: RecordingFiles;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'byok-form-'));
  uploads = new RecordingFiles({ dataDir });
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const left = async () => readdir(join(dataDir, 'uploads')).catch(() => []);

async function codeOf(payload: Readable, options: Parameters<typeof receiveForm>[4] = {}): Promise<string> {
  return receiveForm(payload, TYPE, uploads, 'user', { ...options }).then(
    () => 'received',
    (error: { code?: string }) => error.code ?? String(error),
  );
}

describe('receiving a form', () => {
  it('puts the recording on disk and the fields into memory', async () => {
    const received = await receiveForm(Readable.from([field('type', 'course'), file('sound'), END]), TYPE, uploads, 'user');
    expect(received.fields).toEqual({ type: 'course' });
    expect(received.file?.bytes).toBe(5);
    expect(await readFile(received.file!.path, 'utf8')).toBe('sound');
  });

  it.each([
    ['breaks off inside the file', [file('soun')]],
    ['breaks off inside a field', [field('type', 'course').slice(0, -4)]],
    ['breaks off after a large part of the file', [file('x'.repeat(300_000)), 'x'.repeat(300_000)]],
    ['has an empty file', [file(''), END]],
    ['has two files', [file('one'), '\r\n', file('two'), END]],
  ])('refuses one that %s, and leaves nothing on disk', async (_what, chunks) => {
    expect(await codeOf(Readable.from(chunks))).toBe('invalid_input');
    expect(await left()).toEqual([]);
  });

  it('takes the digest of a recording of which it keeps nothing, within the same bounds', async () => {
    const chunks = [file('x'.repeat(100_000)), 'y'.repeat(100_000), END];
    const digest = createHash('sha256').update(`${'x'.repeat(100_000)}${'y'.repeat(100_000)}`).digest('base64url');
    for (const keep of [true, false]) {
      expect((await receiveForm(Readable.from(chunks), TYPE, uploads, 'user', { digest: true, keep })).file).toMatchObject({ digest, bytes: 200_000 });
      expect(await left()).toHaveLength(1);
    }
    expect(await codeOf(Readable.from(chunks), { keep: false, limit: 100 })).toBe('payload_too_large');
    const sending = Array.from({ length: 6 }, () => new PassThrough());
    for (const payload of sending) payload.write(file('x'));
    const outcomes = sending.map((payload) => codeOf(payload, { keep: false }));
    expect(await Promise.race(outcomes)).toBe('rate_limited');
    for (const payload of sending) payload.end(END);
    await Promise.all(outcomes);
    expect(await left()).toHaveLength(1);
  });

  it('stops at the limit', async () => {
    expect(await codeOf(Readable.from([file('x'.repeat(200)), END]), { limit: 100 })).toBe('payload_too_large');
    expect(await left()).toEqual([]);
  });

  it.each(['before', 'inside'])('lets go when the client goes away %s the file', async (where) => {
    const payload = new PassThrough();
    const outcome = codeOf(payload);
    payload.write(where === 'before' ? field('type', 'course') : field('type', 'course') + file('x'.repeat(100_000)));
    setTimeout(() => payload.destroy(), 20);
    expect(await outcome).toBe('invalid_input');
    expect(await left()).toEqual([]);
  });

  it('says so when there is no room on the disk', async () => {
    uploads.receive = () => Promise.reject(Object.assign(new Error('write'), { code: 'ENOSPC' }));
    expect(await codeOf(Readable.from([file('sound'), END]))).toBe('unavailable');
  });

  it.each(['before', 'inside'])('gives up when nothing comes for a while %s the file', async (where) => {
    const payload = new PassThrough();
    payload.write(where === 'before' ? field('type', 'course') : file('x'.repeat(100_000)));
    expect(await codeOf(payload, { idleMilliseconds: 50 })).toBe('request_timeout');
    expect(await left()).toEqual([]);
  });

  it('takes as many recordings of a user at once as tus lets wait, and others when those have ended', async () => {
    const sending = Array.from({ length: 6 }, () => new PassThrough());
    for (const payload of sending) payload.write(file('x'.repeat(1_000)));
    const outcomes = sending.map((payload) => codeOf(payload));
    expect(await Promise.race(outcomes)).toBe('rate_limited');
    for (const payload of sending) payload.end(END);
    expect((await Promise.all(outcomes)).filter((outcome) => outcome === 'received')).toHaveLength(5);
    expect(await codeOf(Readable.from([file('sound'), END]))).toBe('received');
  });

  it('refuses what its user has no room for, while it is written, whatever else of the user arrives', async () => {
    const storage = { bytes: 250_000, exceeded: () => new ByokError('quota_exceeded', 'Full.') };
    expect(await codeOf(Readable.from([file('x'.repeat(150_000)), 'x'.repeat(90_000), END]), { storage })).toBe('received');
    expect(await codeOf(Readable.from([file('x'.repeat(150_000)), 'x'.repeat(150_000), END]), { storage })).toBe('quota_exceeded');
    const { promise, resolve } = Promise.withResolvers<void>();
    const slow = codeOf(Readable.from((async function* () { yield file('x'.repeat(150_000)); await promise; yield END; })()), { storage });
    await new Promise((wait) => setTimeout(wait, 50));
    expect(await codeOf(Readable.from([file('x'.repeat(150_000)), END]), { storage })).toBe('quota_exceeded');
    resolve();
    expect(await slow).toBe('received');
  });

  it('refuses what would touch the reserve of the disk, while it is written', async () => {
    const receive = uploads.receive.bind(uploads);
    let written = 0;
    uploads.receive = async (userId, storage) => ({
      ...(await receive(userId, storage)),
      admit: (bytes) => ((written += bytes) > 200_000 ? Promise.reject(noRoom()) : Promise.resolve()),
    });
    expect(await codeOf(Readable.from([file('x'.repeat(150_000)), 'x'.repeat(150_000), END]))).toBe('unavailable');
    expect(await left()).toEqual([]);
  });
});
