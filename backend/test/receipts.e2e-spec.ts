import { execFile } from 'node:child_process';
import { createECDH, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkReceipts, type ReceiptKeySet, type ReceiptPayload, type ReceiptView, type SignedReceipt } from '#receipts';
import { ReceiptAccountData } from '../src/receipts/api/receipt-account-data.js';
import { OpenReceipts } from '../src/receipts/open/open-receipts.service.js';
import { PASSWORD } from './support/accounts-application.js';
import { keyHeader, startApplication, type TestApplication, type TestUser } from './support/application.js';
import { FACES, MODES, ask, chatCall } from './support/calls.js';
import { eventually } from './support/eventually.js';
import { ended, submit } from './support/jobs.js';
import { sealFor } from './support/sealing.js';
import { startWorker, workerEnvironment, type WorkerProcess } from './support/worker-process.js';


const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const KEY = 'sk-sandbox-receipts-0123456789';

const pair = createECDH('prime256v1');
pair.generateKeys();
const TRANSIT = `test:${Buffer.concat([Buffer.alloc(32), pair.getPrivateKey()]).subarray(-32).toString('base64url')}`;
const seed = () => randomBytes(32).toString('base64url');
const FIRST = `first:${seed()}`;

let one: TestApplication;
let other: TestApplication;
let worker: WorkerProcess;

beforeAll(async () => {
  const shared = { BYOK_TRANSIT_KEYS: TRANSIT, BYOK_RECEIPT_KEYS: FIRST, JOB_CONCURRENCY: '0' };
  one = await startApplication(shared);
  other = await startApplication(shared, one.accounts.databaseUrl);
  worker = await startWorker(workerEnvironment(one, TRANSIT, { BYOK_RECEIPT_KEYS: FIRST }));
});
afterEach(() => [one, other].forEach((application) => application.unscript()));
afterAll(async () => {
  await worker?.kill();
  await other?.close();
  await one?.close();
});

const stated = ({ payload }: Pick<SignedReceipt, 'payload'>) => JSON.parse(Buffer.from(payload, 'base64url').toString()) as ReceiptPayload;
const idOf = (response: Response) => response.headers.get('x-byok-receipt-id') ?? 'no id';
const keysOf = async (app: TestApplication) => (await app.accounts.call('get', '/.well-known/byok-receipts.json').expect(200)).body as ReceiptKeySet;
const listOf = async (app: TestApplication, user: TestUser, query = '') => (await app.request(user, 'get', `/api/receipts${query}`).expect(200)).body as ReceiptView[];
const read = (app: TestApplication, user: TestUser, id: string) => app.request(user, 'get', `/api/receipts/${id}`);
const receiptOf = async (app: TestApplication, user: TestUser, id: string) => (await read(app, user, id).expect(200)).body as ReceiptView;

/** The receipt once its call is known to have ended. */
function endedReceipt(app: TestApplication, user: TestUser, id: string): Promise<ReceiptPayload> {
  return eventually(async () => {
    const payload = stated(await receiptOf(app, user, id));
    expect(payload.cost).not.toBe('pending');
    return payload;
  });
}

/** All of the user's, once so many calls have ended. */
function allEnded(app: TestApplication, user: TestUser, count: number): Promise<ReceiptView[]> {
  return eventually(async () => {
    const receipts = await listOf(app, user, '?limit=1000');
    expect(receipts.filter((receipt) => stated(receipt).number !== null)).toHaveLength(count);
    return receipts;
  });
}

const problemsOf = async (receipts: readonly unknown[], app = one) => (await checkReceipts(receipts, await keysOf(app), { isWhole: true })).problems;

const chat = (app: TestApplication, user: TestUser, headers: Record<string, string> = keyHeader('openai', KEY)) => ask(app, user, chatCall('v1', 'openai', 'plain'), headers);

describe('the receipt of a call', () => {
  it.each(FACES.flatMap((face) => MODES.map((mode) => [face, mode] as const)))('says of %s, %s, what the headers say, with tokens and cost', async (face, mode) => {
    const user = await one.user();
    const { response, receipt } = await ask(one, user, chatCall(face, 'anthropic', mode), keyHeader('anthropic', KEY));
    const payload = await endedReceipt(one, user, idOf(response));
    expect(payload).toMatchObject({
      v: 1,
      id: idOf(response),
      number: 1,
      previous: null,
      credentialSource: receipt.source,
      provider: receipt.provider,
      model: receipt.model,
      tier: Number(receipt.tier),
      attempts: receipt.attempts,
      status: 200,
      code: null,
      aborted: false,
      envelopeKid: null,
      costReason: null,
    });
    expect(payload.route).toMatch(face === 'v1' ? '/api/v1/chat/completions' : '/api/anthropic');
    expect([payload.tokensIn, payload.tokensOut, payload.cost].every((value) => typeof value === 'number' && value > 0)).toBe(true);
    expect(await problemsOf([await receiptOf(one, user, payload.id)])).toEqual([]);
  });

  it('names every attempt, the fallback, and the transit key of an envelope', async () => {
    const user = await one.user();
    const envelope = await sealFor(one, user, 'openai', `${KEY}-nocredit`);
    const { response, receipt } = await chat(one, user, keyHeader('openai', envelope));
    expect(receipt.attempts).toBe('byok:openai:key_no_credit,platform:openai:ok');
    expect(await endedReceipt(one, user, idOf(response))).toMatchObject({ attempts: receipt.attempts, fallbackReason: 'key_no_credit', credentialSource: 'platform', envelopeKid: null });
    const own = await chat(one, user, keyHeader('openai', await sealFor(one, user, 'openai', KEY)));
    expect(await endedReceipt(one, user, idOf(own.response))).toMatchObject({ attempts: 'byok:openai:ok', envelopeKid: 'test' });
  });

  it('is there for a call that failed, and none for one that never went out', async () => {
    const user = await one.user();
    const failed = await chat(one, user, { ...keyHeader('openai', `${KEY}-invalid`), 'x-byok-fallback': 'never' });
    expect(await endedReceipt(one, user, idOf(failed.response))).toMatchObject({ status: 401, code: 'key_invalid', attempts: 'byok:openai:key_invalid', cost: 0 });
    const refused = await chat(one, user, { 'x-byok-fallback': 'never' });
    expect([refused.status, idOf(refused.response)]).toEqual([400, 'no id']);
    await allEnded(one, user, 1);
  });

  it('is there for a call that its client left before the answer', async () => {
    const user = await one.user();
    one.sandbox.script('openai', () => new Promise(() => undefined));
    const client = new AbortController();
    const mark = one.mark();
    const asked = one.fetch(user, '/api/v1/chat/completions', { json: chatCall('v1', 'openai', 'plain').json, headers: keyHeader('openai', KEY), signal: client.signal });
    await eventually(() => expect(one.callsSince(mark)).toHaveLength(1));
    client.abort();
    await asked.catch(() => undefined);
    const [receipt] = await allEnded(one, user, 1);
    expect(stated(receipt as ReceiptView)).toMatchObject({ attempts: 'byok:openai:aborted', aborted: true, status: null, cost: null, costReason: 'may_be_charged', model: 'gpt-6-luna' });
  });

  it('is there for a key test, whose cost nobody counts', async () => {
    const user = await one.user();
    const answer = await one.request(user, 'post', '/api/byok/validate').set(keyHeader('openai', KEY)).send({ provider: 'openai' }).expect(200);
    const payload = await endedReceipt(one, user, String(answer.headers['x-byok-receipt-id']));
    expect(payload).toMatchObject({ route: '/api/byok/validate', attempts: answer.headers['x-byok-attempts'], cost: null, costReason: 'not_counted' });
  });

  it('can be read in every process as soon as its id is there, with its cost pending until the stream has ended', async () => {
    const user = await one.user();
    let end = () => {};
    const gate = new Promise<void>((resolve) => (end = resolve));
    const chunk = (text: string) => `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', model: 'gpt-6-luna', choices: [{ index: 0, delta: { content: text }, finish_reason: null }] })}\n\n`;
    one.sandbox.script('openai', () => ({
      status: 200,
      headers: { 'content-type': 'text/event-stream' },
      body: (async function* () {
        yield chunk('one');
        await gate;
        yield `${chunk('two')}data: [DONE]\n\n`;
      })(),
    }));
    const response = await one.fetch(user, '/api/v1/chat/completions', { json: chatCall('v1', 'openai', 'streamed').json, headers: keyHeader('openai', KEY) });
    const id = idOf(response);
    for (const app of [one, other]) {
      const receipt = await receiptOf(app, user, id);
      expect(stated(receipt)).toMatchObject({ id, cost: 'pending', number: null, previous: null, chain: null, endedAt: null, attempts: 'byok:openai:ok' });
      expect(await problemsOf([receipt])).toEqual([]);
      expect((await listOf(app, user)).map((listed) => listed.id)).toEqual([id]);
    }
    end();
    await response.text();
    for (const app of [one, other]) expect(await endedReceipt(app, user, id)).toMatchObject({ number: 1, status: 200, endedAt: expect.any(String) });
    await eventually(async () => expect((await one.pool.query('select 1 from open_receipts where id = $1', [id])).rowCount).toBe(0));
  });

  it('says that nobody knows the cost when the server was gone before the end', async () => {
    const user = await one.user();
    const id = '0190a0b0-0000-7000-8000-00000000ab01';
    const facts = { ...stated(await receiptOf(one, user, idOf((await chat(one, user)).response))), cost: 'pending' };
    await one.pool.query("insert into open_receipts (id, user_id, facts, seen_at) values ($1, $2, $3, now() - interval '11 minutes')", [id, user.id, JSON.stringify(facts)]);
    await one.application.get(OpenReceipts).lookAround();
    expect(await endedReceipt(one, user, id)).toMatchObject({ cost: null, costReason: 'server_stopped' });
  });
});

describe('the chain of a user', () => {
  it('has no gap and no fork when two API processes and a worker write at once', async () => {
    const user = await one.user();
    const jobs = [1, 2, 3].map(() => submit(one, user, { type: 'outline', transcript: 'A text about bees.', model: 'gpt-6-luna' }, { headers: keyHeader('openai', KEY) }));
    const calls = Array.from({ length: 60 }, (_, index) => chat(index % 2 === 0 ? one : other, user));
    const answers = await Promise.all(calls);
    const ids = await Promise.all(jobs);
    for (const id of ids) expect((await ended(one, user, id)).status).toBe('completed');
    const receipts = await allEnded(other, user, 63);
    const check = await checkReceipts(receipts, await keysOf(one), { isWhole: true });
    expect(check).toMatchObject({ checked: 63, first: 1, last: { number: 63 }, problems: [] });
    expect(new Set(receipts.map(({ id }) => id))).toEqual(new Set([...answers.map(({ response }) => idOf(response)), ...receipts.filter((receipt) => stated(receipt).route === 'outline').map(({ id }) => id)]));
    const ofJobs = receipts.filter(({ personal }) => personal?.['job'] !== undefined);
    expect(ofJobs.map(({ personal }) => personal?.['job']?.value).sort()).toEqual([...ids].sort());
    expect(JSON.stringify(receipts.map(stated))).not.toContain(ids[0]);
  });

  it('is given in pages, in both orders, and by time', async () => {
    const user = await one.user();
    for (let index = 0; index < 5; index += 1) await chat(one, user);
    const all = await allEnded(one, user, 5);
    const numbers = async (query: string) => (await listOf(one, user, query)).map((receipt) => stated(receipt).number);
    expect(all.map((receipt) => stated(receipt).number)).toEqual([1, 2, 3, 4, 5]);
    expect(await numbers('?limit=2')).toEqual([1, 2]);
    expect(await numbers('?limit=2&after=2')).toEqual([3, 4]);
    expect(await numbers('?order=desc&limit=2')).toEqual([5, 4]);
    expect(await numbers('?order=desc&limit=9&after=4')).toEqual([3, 2, 1]);
    const { time } = stated(all[2] as ReceiptView);
    expect(await numbers(`?from=${time}&to=${time}`)).toContain(3);
    expect(await numbers(`?to=${time}`)).toEqual(expect.arrayContaining([1, 2, 3]));
    expect(await numbers('?to=2020-01-01')).toEqual([]);
    expect(await numbers(`?from=${time.slice(0, 10)}&to=${time.slice(0, 10)}`)).toEqual([1, 2, 3, 4, 5]);
    expect(await problemsOf(await listOf(one, user, '?limit=3'))).toEqual([]);
  });

  it.each(['from=yesterday', 'from=2026-02-30', 'to=2026-11-29T10:00', 'from=2026-11-30&to=2026-11-29', 'limit=0', 'limit=1001', 'after=-1', 'order=up'])('refuses %s and says why', async (query) => {
    const user = await one.user();
    const { body } = await one.request(user, 'get', `/api/receipts?${query}`).expect(400);
    expect(body).toMatchObject({ code: 'invalid_input', errors: [{ field: query.split('=', 1)[0] }] });
    await one.request(user, 'get', '/api/receipts/export?format=pdf').expect(400);
  });

  it('belongs to its user: another one’s receipt is not there', async () => {
    const [owner, stranger] = [await one.user(), await one.user()];
    const id = idOf((await chat(one, owner)).response);
    await endedReceipt(one, owner, id);
    for (const app of [one, other]) expect((await read(app, stranger, id).expect(404)).body.code).toBe('not_found');
    expect(await listOf(one, stranger)).toEqual([]);
    expect((await one.fetch(stranger, '/api/receipts/export').then((answer) => answer.text()))).toBe('');
    await one.request(owner, 'get', '/api/receipts/0190a0b0-0000-7000-8000-000000000000').expect(404);
    await one.request(owner, 'get', '/api/receipts/7').expect(404);
  });

  it('is not waited for where it can’t come: a young id that this process did not give to the caller is not there at once', async () => {
    const [owner, stranger] = [await one.user(), await one.user()];
    const id = idOf((await chat(one, owner)).response);
    const begun = performance.now();
    await Promise.all(Array.from({ length: 20 }, () => read(one, stranger, id).expect(404)));
    expect(performance.now() - begun).toBeLessThan(2_000);
    // Another process can't know; of many at once it waits for few.
    const foreign = await Promise.all(Array.from({ length: 20 }, async () => {
      const from = performance.now();
      await read(other, stranger, id).expect(404);
      return performance.now() - from;
    }));
    expect(foreign.filter((time) => time > 2_500)).toHaveLength(4);
  });

  it('has no key, no prompt and no answer in it, wherever it stands', async () => {
    const user = await one.user();
    const [key, prompt] = [`sk-sandbox-${randomBytes(12).toString('hex')}`, `prompt-${randomBytes(12).toString('hex')}`];
    const call = chatCall('v1', 'openai', 'plain', prompt);
    const { response, text } = await ask(one, user, call, keyHeader('openai', key));
    await endedReceipt(one, user, idOf(response));
    const { content } = (JSON.parse(text) as { choices: { message: { content: string } }[] }).choices[0]!.message;
    const csv = await one.fetch(user, '/api/receipts/export?format=csv').then((answer) => answer.text());
    const { rows } = await one.pool.query("select (select json_agg(t) from receipts t)::text || coalesce((select json_agg(t) from open_receipts t)::text, '') || (select json_agg(t) from receipt_chains t)::text as all");
    const everything = [JSON.stringify((await listOf(one, user)).map((receipt) => [receipt, stated(receipt)])), csv, String(rows[0].all)].join('\n');
    expect(everything).toContain(idOf(response));
    for (const secret of [key, prompt, content, user.token]) expect(everything).not.toContain(secret);
  });
});

describe('exported receipts', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'byok-receipts-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function checkFile(lines: readonly string[], ...more: string[]): Promise<{ code: number; output: string }> {
    await writeFile(join(folder, 'receipts.jsonl'), `${lines.join('\n')}\n`);
    await writeFile(join(folder, 'jwks.json'), JSON.stringify(await keysOf(one)));
    const command = ['tools/receipts-check.mjs', join(folder, 'receipts.jsonl'), '--keys', join(folder, 'jwks.json'), ...more];
    return new Promise((resolve) => execFile(process.execPath, command, { cwd: ROOT }, (error, stdout, stderr) => resolve({ code: (error?.code as number | undefined) ?? 0, output: stdout + stderr })));
  }

  it('are checked by the command, which finds each fault by name', async () => {
    const user = await one.user();
    for (let index = 0; index < 6; index += 1) await chat(index % 2 === 0 ? one : other, user);
    await allEnded(one, user, 6);
    const answer = await one.fetch(user, '/api/receipts/export?format=jsonl');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="byok-receipts.jsonl"');
    const lines = (await answer.text()).trim().split('\n');
    expect(lines).toHaveLength(6);
    const good = await checkFile(lines, '--whole');
    expect(good).toMatchObject({ code: 0, output: expect.stringContaining('6 receipts, number 1 to 6: all is well') });
    const head = /Last: (\S+)/.exec(good.output)?.[1] as string;
    expect((await checkFile(lines, '--seen', head)).code).toBe(0);
    const [, , third = '', fourth = ''] = lines;
    const bytes = Buffer.from((JSON.parse(third) as ReceiptView).payload, 'base64url');
    bytes[bytes.indexOf('"tokensIn":') + 11]! ^= 1;
    const changed = JSON.stringify({ ...(JSON.parse(third) as ReceiptView), payload: bytes.toString('base64url') });
    expect(await checkFile(lines.with(2, changed))).toMatchObject({ code: 1, output: expect.stringContaining('Line 3: changed.') });
    expect(await checkFile(lines.toSpliced(2, 1))).toMatchObject({ code: 1, output: expect.stringContaining('Line 3: missing. Number 3') });
    expect(await checkFile(lines.with(2, fourth).with(3, third))).toMatchObject({ code: 1, output: expect.stringContaining('Line 4: order.') });
    const foreign = JSON.stringify({ ...(JSON.parse(third) as ReceiptView), signature: (JSON.parse(fourth) as ReceiptView).signature });
    expect(await checkFile(lines.with(2, foreign))).toMatchObject({ code: 1, output: expect.stringContaining('Line 3: foreign_signature.') });
    expect(await checkFile(lines.slice(0, 4), '--seen', head)).toMatchObject({ code: 1, output: expect.stringContaining('unknown_head') });
    expect(await checkFile([])).toMatchObject({ code: 0, output: expect.stringContaining('no receipt') });
    expect((await checkFile(lines, '--seen', 'nonsense')).code).toBe(2);
  });

  it('are a table for spreadsheets, too', async () => {
    const user = await one.user();
    await chat(one, user);
    await allEnded(one, user, 1);
    const answer = await one.fetch(user, '/api/receipts/export?format=csv');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const [head, line, end] = (await answer.text()).split('\r\n');
    expect(head).toMatch(/^number,time,endedAt,route,provider,model/);
    expect(line).toMatch(/^1,20\d\d-.+,\/api\/v1\/chat\/completions,openai,gpt-6-luna,/);
    expect(end).toBe('');
  });

  it('come with the account’s export', async () => {
    const user = await one.user();
    await chat(one, user);
    await allEnded(one, user, 1);
    const { body } = await one.accounts.as(user.jar, 'get', '/api/me/export').expect(200);
    expect(await problemsOf(body.receipts)).toEqual([]);
    expect(body.receipts).toHaveLength(1);
  });
});

describe('an erased account', () => {
  it('leaves a sound chain, and nothing that leads to anybody', async () => {
    const user = await one.user();
    const job = await submit(one, user, { type: 'outline', transcript: 'A text about bees.', model: 'gpt-6-luna' }, { headers: keyHeader('openai', KEY) });
    await ended(one, user, job);
    await chat(one, user);
    const before = await allEnded(one, user, 2);
    await one.accounts.as(user.jar, 'delete', '/api/me').send({ password: PASSWORD }).expect(204);
    const { rows } = await one.pool.query('select payload, kid, signature, personal from receipts where chain_id = $1 order by number', [stated(before[0] as ReceiptView).chain]);
    const left = (rows as { payload: string; kid: string; signature: string; personal: unknown }[]).map(({ payload, ...rest }) => ({ ...rest, payload: Buffer.from(payload).toString('base64url') }));
    expect(left.map(({ payload }) => payload)).toEqual(before.map(({ payload }) => payload));
    expect(await problemsOf(left.map(({ personal: _personal, ...receipt }) => receipt))).toEqual([]);
    expect(left.map(({ personal }) => personal)).toEqual([null, null]);
    const { rows: chains } = await one.pool.query('select user_id, salt from receipt_chains where id = $1', [stated(before[0] as ReceiptView).chain]);
    expect(chains).toEqual([{ user_id: null, salt: null }]);
    for (const secret of [user.id, job]) expect(JSON.stringify(left.map(stated))).not.toContain(secret);
  });
});

describe('an account that an older version deletes', () => {
  it('is forgotten at the next start', async () => {
    const user = await one.user();
    const job = await submit(one, user, { type: 'outline', transcript: 'A text about bees.', model: 'gpt-6-luna' }, { headers: keyHeader('openai', KEY) });
    await ended(one, user, job);
    const [receipt] = await allEnded(one, user, 1);
    await one.pool.query('delete from users where id = $1', [user.id]);
    await one.application.get(ReceiptAccountData).onApplicationBootstrap();
    const { rows } = await one.pool.query('select user_id, salt, personal from receipt_chains c join receipts r on chain_id = c.id where r.id = $1', [receipt?.id]);
    expect(rows).toEqual([{ user_id: null, salt: null, personal: null }]);
  });
});

describe('receipts that were changed in the database', () => {
  it('are not signed, and the check says so', async () => {
    const user = await one.user();
    await Promise.all(Array.from({ length: 8 }, () => chat(one, user)));
    await eventually(async () => {
      const { rows } = await one.pool.query('select count(*)::int as count from receipts r join receipt_chains c on c.id = chain_id where user_id = $1', [user.id]);
      expect(rows[0].count).toBe(8);
    });
    const { rows } = await one.pool.query('select r.id, r.number from receipts r join receipt_chains c on c.id = chain_id where user_id = $1 and signature is null order by r.number limit 1', [user.id]);
    const [unsigned] = rows as { id: string; number: number }[];
    expect(unsigned).toBeDefined();
    await one.pool.query(`update receipts set payload = replace(payload, '"status":200', '"status":201') where id = $1`, [unsigned?.id]);
    expect(await problemsOf(await listOf(one, user))).toContainEqual(expect.objectContaining({ kind: 'changed', number: unsigned?.number }));
    expect(one.logs()).toContain('are not as they were written');
  });
});

describe('the keys of receipts', () => {
  it('are rotated without losing what older ones signed', async () => {
    const user = await one.user();
    await chat(one, user);
    const [before] = await allEnded(one, user, 1);
    const second = await startApplication({ BYOK_TRANSIT_KEYS: TRANSIT, BYOK_RECEIPT_KEYS: `second:${seed()}`, JOB_CONCURRENCY: '0' }, one.accounts.databaseUrl);
    try {
      const answer = await second.accounts.call('get', '/.well-known/byok-receipts.json').expect('content-type', /^application\/json/);
      const keys = answer.body as ReceiptKeySet;
      expect(keys.keys.map(({ kid }) => kid)).toEqual(['second', 'first']);
      expect(keys.keys[0]).toEqual({ kty: 'OKP', crv: 'Ed25519', use: 'sig', alg: 'EdDSA', kid: 'second', x: expect.stringMatching(/^[\w-]{43}$/) });
      await chat(second, user);
      const receipts = await allEnded(second, user, 2);
      expect(receipts[0]).toEqual(before);
      expect(receipts.map(({ kid }) => kid)).toEqual(['first', 'second']);
      expect(await problemsOf(receipts, second)).toEqual([]);
      await expect(startApplication({ BYOK_RECEIPT_KEYS: `second:${seed()}` }, one.accounts.databaseUrl)).rejects.toThrow('gives a new key the id of another one');
    } finally {
      await second.close();
    }
  });

  it.each([
    ['no-colon', 'entry 1 that is not of the form <kid>:<private key>'],
    ['a:short', 'entry 1 a private key that is not 32 bytes'],
    [`a b:${seed()}`, 'entry 1 a key id'],
    [`${FIRST},${FIRST}`, 'two entries with the same key id'],
  ])('stop the start when they read %s', async (value, why) => {
    await expect(startApplication({ BYOK_RECEIPT_KEYS: value })).rejects.toThrow(why);
  });
});
