import { createHash } from 'node:crypto';
import { BYOK_PROVIDERS, type ByokProviderId } from '#contracts';
import { fingerprintOf } from '#sandbox';
import { PLATFORM_KEYS, keyHeader, startApplication, type TestApplication, type TestUser } from './support/application.js';
import { FACES, MODES, chatCall, receiptOf, type ChatCall, type SeenReceipt } from './support/calls.js';
import { sealFor } from './support/sealing.js';

const USERS = 20;
const CALLS = 1_000;
const AT_ONCE = 40;

interface Planned {
  readonly index: number;
  readonly user: number;
  readonly provider: ByokProviderId;
  readonly call: ChatCall;
  /** The key that must pay. */
  readonly key: string;
  readonly own: boolean;
  readonly sealed: boolean;
  /** The client leaves after the first bytes. */
  readonly leaves: boolean;
}

let app: TestApplication;
let users: TestUser[];
beforeAll(async () => {
  app = await startApplication();
  users = [];
  for (let index = 0; index < USERS; index += 1) users.push(await app.user());
});
afterAll(() => app.close());

/** Numbers that look random and are the same in every run. */
function roll(seed: string, sides: number): number {
  return createHash('sha256').update(seed).digest().readUInt32LE(0) % sides;
}

const keyOf = (user: number, provider: ByokProviderId) => `sk-sandbox-user${user}-${provider}-${roll(`${user}${provider}`, 1e9)}`;

function plan(index: number): Planned {
  const user = roll(`user ${index}`, USERS);
  const provider = BYOK_PROVIDERS[roll(`provider ${index}`, 3)] as ByokProviderId;
  const face = FACES[roll(`face ${index}`, 2)] as 'v1' | 'native';
  const mode = MODES[roll(`mode ${index}`, 2)] as 'plain' | 'streamed';
  const own = roll(`own ${index}`, 4) > 0;
  return {
    index,
    user,
    provider,
    own,
    call: chatCall(face, provider, mode, `This is call number ${index}, please repeat it`),
    key: own ? keyOf(user, provider) : PLATFORM_KEYS[provider],
    sealed: own && roll(`sealed ${index}`, 3) === 0,
    leaves: roll(`leaves ${index}`, 10) === 0,
  };
}

async function run({ index, user, provider, call, own, sealed, leaves }: Planned): Promise<{ index: number; status: number; receipt: SeenReceipt }> {
  const asker = users[user] as TestUser;
  const key = keyOf(user, provider);
  const carried = own ? keyHeader(provider, sealed ? await sealFor(app, asker, provider, key) : key) : {};
  const client = new AbortController();
  const response = await app.fetch(asker, call.path, {
    json: call.json,
    // The providers keep this one header, by which a call is told from the others.
    headers: { ...call.headers, ...carried, 'user-agent': `call-${index}`, 'x-request-id': `call-${index}` },
    signal: client.signal,
  });
  const receipt = receiptOf(response);
  if (leaves) {
    const reader = response.body!.getReader();
    await reader.read();
    client.abort();
    await reader.read().catch(() => undefined);
  } else {
    await response.text();
  }
  return { index, status: response.status, receipt };
}

describe('many interleaved calls', () => {
  it('carry each exactly its own key, and say so', async () => {
    const planned = Array.from({ length: CALLS }, (_unused, index) => plan(index));
    const outcomes = new Map<number, Awaited<ReturnType<typeof run>>>();
    // The prompt tells which call it was, whatever the translation did to the headers.
    const byCall = new Map<number, string[]>();
    for (const provider of BYOK_PROVIDERS) {
      app.sandbox.script(provider, (call, body) => {
        const number = Number(/This is call number (\d+)/.exec(body.toString('utf8'))?.[1]);
        byCall.set(number, [...(byCall.get(number) ?? []), `${call.provider}:${call.keyFingerprint}`]);
        return undefined;
      });
    }
    const waiting = [...planned];
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) outcomes.set(next.index, await run(next));
      }),
    );
    for (const { index, provider, key, own } of planned) {
      const { status, receipt } = outcomes.get(index)!;
      const source = own ? 'byok' : 'platform';
      expect({ index, status, receipt, calls: byCall.get(index) }).toMatchObject({
        status: 200,
        receipt: { source, provider, attempts: `${source}:${provider}:ok`, code: null, fallbackReason: null },
        calls: [`${provider}:${fingerprintOf(key)}`],
      });
    }
    expect(new Set(planned.map(({ key }) => key)).size).toBeGreaterThan(USERS * 2);
    expect(planned.filter(({ leaves }) => leaves).length).toBeGreaterThan(CALLS / 20);
    expect(planned.filter(({ sealed }) => sealed).length).toBeGreaterThan(CALLS / 10);
  });

  it("fall back each by their own user's key and consent", async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 120 }, async (_unused, index) => {
        const asker = users[index % USERS] as TestUser;
        const provider = BYOK_PROVIDERS[index % 3] as ByokProviderId;
        const key = `sk-sandbox-${index % 2 === 0 ? 'nocredit' : 'fine'}-${index}`;
        const policy = index % 4 < 2 ? 'never' : 'on-quota';
        const { path, json } = chatCall('v1', provider, 'plain');
        const response = await app.fetch(asker, path, { json, headers: { ...keyHeader(provider, key), 'x-byok-fallback': policy } });
        await response.arrayBuffer();
        return { index, provider, policy, status: response.status, attempts: receiptOf(response).attempts };
      }),
    );
    for (const { index, provider, policy, status, attempts } of outcomes) {
      const own = index % 2 === 0 ? 'key_no_credit' : 'ok';
      const falls = own !== 'ok' && policy === 'on-quota';
      expect({ index, status, attempts }).toEqual({
        index,
        status: own === 'ok' || falls ? 200 : 402,
        attempts: falls ? `byok:${provider}:key_no_credit,platform:${provider}:ok` : `byok:${provider}:${own}`,
      });
    }
  });
});

describe('what many users store at once', () => {
  it('is seen with the key that made it alone, and with nobody else’s or none', async () => {
    const [openai, anthropic] = ['/api/openai/v1/conversations', '/api/anthropic/v1/files'];
    const keysOf = (user: number) => ({ ...keyHeader('openai', keyOf(user, 'openai')), ...keyHeader('anthropic', keyOf(user, 'anthropic')), 'anthropic-version': '2023-06-01' });
    const idOf = async (response: Response) => ((await response.json()) as { id: string }).id;
    const made = await Promise.all(
      users.map(async (asker, user) => {
        const form = new FormData();
        form.set('file', new Blob([`file of ${user}`]), `${user}.txt`);
        const [conversation, file] = await Promise.all([
          app.fetch(asker, openai, { json: { metadata: { user: String(user) } }, headers: keysOf(user) }).then(idOf),
          app.fetch(asker, anthropic, { body: form, headers: keysOf(user) }).then(idOf),
        ]);
        return { conversation, file };
      }),
    );
    const seen = await Promise.all(
      users.flatMap((asker, user) =>
        made.map(async ({ conversation, file }, owner) => {
          const statuses = await Promise.all([`${openai}/${conversation}`, `${anthropic}/${file}`].map(async (path) => (await app.fetch(asker, path, { headers: keysOf(user) })).status));
          return { user, owner, statuses };
        }),
      ),
    );
    expect(seen.filter(({ user, owner, statuses }) => statuses.join() !== (user === owner ? '200,200' : '404,404'))).toEqual([]);
    for (const [user, asker] of users.entries()) {
      const { data } = (await (await app.fetch(asker, anthropic, { headers: keysOf(user) })).json()) as { data: { id: string; filename: string }[] };
      expect(data.map(({ id, filename }) => [id, filename])).toEqual([[made[user]?.file, `${user}.txt`]]);
      expect((await app.fetch(asker, anthropic, {})).status).toBe(400);
    }
  });
});
