import { createECDH, createHash, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { request as httpRequest, type ClientRequest } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import request from 'supertest';
import * as tus from 'tus-js-client';
import { startApi, type ApiProcess } from './support/api-process.js';
import { keyHeader, type TestApplication, type TestUser } from './support/application.js';
import { ended, submit } from './support/jobs.js';
import { patience } from './support/patience.js';
import { wavOf } from './support/recordings.js';
import { setUpApplication } from './support/set-up-application.js';
import { OCTETS, TUS, append, begun, head, offsetOf } from './support/uploads.js';

const MIB = 1024 ** 2;
const pair = createECDH('prime256v1');
pair.generateKeys();
const KEYS = `broken-1:${Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()]).subarray(-32).toString('base64url')}`;
const own = { headers: keyHeader('openai', 'sk-sandbox-broken') };

let test: TestApplication;
let user: TestUser;
setUpApplication(({ app }) => (test = app));
beforeEach(async () => {
  user = await test.user();
});

const bytesOf = (id: string) => readFile(join(test.accounts.dataDir, 'uploads', 'arriving', user.id, id));
const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** A PATCH whose bytes are sent as the test likes, and which announces `length`. */
function patching(url: string, id: string, offset: number, length: number): { request: ClientRequest; answer: Promise<{ status: number; code: unknown } | 'broken'> } {
  const request = httpRequest(`${url}/api/uploads/${id}`, {
    method: 'PATCH',
    headers: { ...TUS, authorization: `Bearer ${user.token}`, 'content-type': OCTETS, 'upload-offset': offset, 'content-length': length },
  });
  const answer = new Promise<{ status: number; code: unknown } | 'broken'>((resolve) => {
    request.on('error', () => resolve('broken'));
    request.on('response', (response) => {
      response.resume();
      resolve({ status: response.statusCode as number, code: response.headers['x-byok-code'] });
    });
  });
  return { request, answer };
}

/** Waits until so many bytes have come. */
async function arrived(id: string, bytes: number): Promise<void> {
  for (let tries = 0; tries < 6_000; tries += 1) {
    if ((await bytesOf(id)).length >= bytes) return;
    await sleep(10);
  }
  throw new Error(`Only ${(await bytesOf(id)).length} bytes came.`);
}

describe('an upload whose connection breaks', () => {
  it('keeps all that came, and says truly where it stands', async () => {
    const bytes = randomBytes(8 * MIB);
    const id = await begun(test, user, bytes.length);
    let offset = 0;
    for (const share of [3 * MIB, 2 * MIB + 17]) {
      const { request, answer } = patching(test.url, id, offset, bytes.length - offset);
      request.write(bytes.subarray(offset, offset + share));
      await arrived(id, offset + share - 256 * 1024);
      request.destroy();
      await answer;
      const now = await offsetOf(test, user, id);
      expect(now).toBeGreaterThan(offset + share - 512 * 1024);
      expect(now).toBeLessThanOrEqual(offset + share);
      offset = now;
    }
    expect((await append(test, user, id, offset, bytes.subarray(offset))).status).toBe(204);
    expect(hashOf(await bytesOf(id))).toBe(hashOf(bytes));
  });

  it('unheard, as when a phone changes its network, gives way to the client that comes back', async () => {
    const bytes = randomBytes(MIB);
    const id = await begun(test, user, bytes.length);
    const { request, answer } = patching(test.url, id, 0, bytes.length);
    request.write(bytes.subarray(0, 300_000));
    await arrived(id, 300_000);
    const started = Date.now();
    expect(await offsetOf(test, user, id)).toBe(300_000);
    expect(Date.now() - started).toBeLessThan(patience(5_000));
    expect((await append(test, user, id, 300_000, bytes.subarray(300_000))).status).toBe(204);
    // The one that was given up hears so, or finds its connection closed, and writes no more.
    const end = answer.catch(() => 'broken');
    request.write(Buffer.alloc(100_000));
    request.end();
    expect(await Promise.race([end, sleep(60_000, 'nothing', { ref: false })])).not.toBe('nothing');
    expect(hashOf(await bytesOf(id))).toBe(hashOf(bytes));
  });

  it('is not spoiled by two that write at once', async () => {
    const bytes = randomBytes(4 * MIB);
    const id = await begun(test, user, bytes.length);
    const results = await Promise.all(Array.from({ length: 6 }, () => append(test, user, id, 0, bytes).then(({ status }) => status, () => 0)));
    expect(results).toContain(204);
    for (;;) {
      const offset = await offsetOf(test, user, id);
      if (offset === bytes.length) break;
      await append(test, user, id, offset, bytes.subarray(offset));
    }
    expect(hashOf(await bytesOf(id))).toBe(hashOf(bytes));
  });
});

describe('tus-js-client', () => {
  const options = (url: string): tus.UploadOptions => ({
    endpoint: `${url}/api/uploads`,
    headers: { authorization: `Bearer ${user.token}` },
    chunkSize: 512 * 1024,
    retryDelays: [0, 50, 100, 200, 400],
    metadata: { filename: 'Лекция.wav', filetype: 'audio/wav' },
  });

  it('uploads a recording, is interrupted, goes on, and its upload becomes a job', async () => {
    const bytes = wavOf(400);
    const make = (more: Partial<tus.UploadOptions>) => new tus.Upload(Readable.from([bytes]), { ...options(test.url), uploadSize: bytes.length, ...more });
    const url = await new Promise<string>((resolve, reject) => {
      const upload = make({
        onError: reject,
        onChunkComplete: (_size, accepted) => {
          if (accepted >= MIB) void upload.abort().then(() => resolve(upload.url as string));
        },
      });
      upload.start();
    });
    const offsets: number[] = [];
    await new Promise<void>((resolve, reject) => {
      const upload = new tus.Upload(bytes as never, { ...options(test.url), uploadUrl: url, onError: reject, onSuccess: () => resolve(), onProgress: (sent) => offsets.push(sent) });
      upload.start();
    });
    expect(offsets[0]).toBeGreaterThanOrEqual(MIB);
    const job = await submit(test, user, { type: 'transcription', upload: url.split('/').at(-1) }, own);
    expect(await ended(test, user, job)).toMatchObject({ status: 'completed' });
  });
});

describe('several API processes over one folder, in the order of these tests', () => {
  let processes: ApiProcess[] = [];
  const environment = () => ({ DATABASE_URL: test.accounts.databaseUrl, DATA_DIR: test.accounts.dataDir, LOG_LEVEL: 'info', PROVIDERS: 'sandbox', JOB_CONCURRENCY: '0', BYOK_TRANSIT_KEYS: KEYS });
  beforeAll(async () => {
    processes = await Promise.all([startApi(environment()), startApi(environment())]);
  });
  afterAll(() => Promise.all(processes.map((api) => api.kill())));
  const headAt = async (api: ApiProcess, id: string) => request(api.url).head(`/api/uploads/${id}`).auth(user.token, { type: 'bearer' }).set(TUS);
  const appendAt = async (api: ApiProcess, id: string, offset: number, bytes: Buffer) =>
    request(api.url).patch(`/api/uploads/${id}`).auth(user.token, { type: 'bearer' }).set({ ...TUS, 'content-type': OCTETS, 'upload-offset': String(offset) }).send(bytes);

  it('let an upload go on at any of them, and one lets go for another', async () => {
    const bytes = randomBytes(2 * MIB);
    const id = await begun(test, user, bytes.length);
    const [one, other] = processes as [ApiProcess, ApiProcess];
    const first = patching(one.url, id, 0, bytes.length);
    first.request.write(bytes.subarray(0, MIB));
    await arrived(id, MIB);
    const asked = await headAt(other, id);
    expect([asked.status, asked.headers['upload-offset']]).toEqual([200, String(MIB)]);
    expect(await Promise.race([first.answer, sleep(60_000, 'nothing', { ref: false })])).not.toBe('nothing');
    expect((await appendAt(other, id, MIB, bytes.subarray(MIB))).status).toBe(204);
    expect(hashOf(await bytesOf(id))).toBe(hashOf(bytes));
  });

  it('never write to one upload at once', async () => {
    const bytes = randomBytes(4 * MIB);
    const id = await begun(test, user, bytes.length);
    await Promise.all([...processes, ...processes].map((api) => appendAt(api, id, 0, bytes).catch(() => undefined)));
    for (let turn = 0; ; turn += 1) {
      const offset = await offsetOf(test, user, id);
      if (offset === bytes.length) break;
      await appendAt(processes[turn % 2] as ApiProcess, id, offset, bytes.subarray(offset)).catch(() => undefined);
    }
    expect(hashOf(await bytesOf(id))).toBe(hashOf(bytes));
  });

  it('may be killed in the middle: nothing that came is lost, and no lock stays', async () => {
    const bytes = randomBytes(3 * MIB);
    const id = await begun(test, user, bytes.length);
    const victim = processes[1] as ApiProcess;
    const cut = patching(victim.url, id, 0, bytes.length);
    cut.request.write(bytes.subarray(0, 2 * MIB));
    await arrived(id, 2 * MIB);
    await victim.kill();
    expect(await cut.answer).toBe('broken');
    const started = Date.now();
    const asked = await head(test, user, id);
    expect([asked.status, asked.headers.get('upload-offset')]).toEqual([200, String(2 * MIB)]);
    expect(Date.now() - started).toBeLessThan(patience(5_000));
    expect((await append(test, user, id, 2 * MIB, bytes.subarray(2 * MIB))).status).toBe(204);
    expect(hashOf(await bytesOf(id))).toBe(hashOf(bytes));
  });
});
