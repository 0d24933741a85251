import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import type { Configuration } from '../../config/index.js';
import { receiveForm } from './receive-form.js';
import { UploadStore } from './upload-store.service.js';

const TYPE = 'multipart/form-data; boundary=b';
const field = (name: string, value: string) => `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const file = (content: string, name = 'a.wav') => `--b\r\ncontent-disposition: form-data; name="file"; filename="${name}"\r\n\r\n${content}`;
const END = '\r\n--b--\r\n';

let dataDir: string;
let uploads: UploadStore;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'byok-form-'));
  uploads = new UploadStore({ dataDir } as Configuration);
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

const left = async () => readdir(join(dataDir, 'uploads')).catch(() => []);

async function codeOf(payload: Readable, limit?: number): Promise<string> {
  return receiveForm(payload, TYPE, uploads, limit).then(
    () => 'received',
    (error: { code?: string }) => error.code ?? String(error),
  );
}

describe('receiving a form', () => {
  it('puts the recording on disk and the fields into memory', async () => {
    const received = await receiveForm(Readable.from([field('type', 'course'), file('sound'), END]), TYPE, uploads);
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

  it('stops at the limit', async () => {
    expect(await codeOf(Readable.from([file('x'.repeat(200)), END]), 100)).toBe('payload_too_large');
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
});
