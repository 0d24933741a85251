import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { AgentContext, bearer, send } from '../__support__/agent-context.js';
import { PinnedRoots, rootsFile } from './pinned-roots.js';

let context: AgentContext;
beforeEach(async () => {
  context = new AgentContext();
  await context.platform.listen();
});
afterEach(() => context.close());

const pinned = () => JSON.parse(readFileSync(context.pins.file, 'utf8')) as Record<string, string>;
const sealedCall = async () => {
  const agent = await context.start();
  return send(agent, '/openai/v1/models', { headers: bearer(agent) });
};

describe('the root of a platform’s transit keys', () => {
  it('is pinned at the first visit, in a file of the user’s alone, beside those of other platforms', async () => {
    const root = context.platform.signWithNewRoot();
    await context.pins.pin('https://other.example', 'otherRoot');
    expect((await sealedCall()).status).toBe(200);
    expect(pinned()).toEqual({ 'https://other.example': 'otherRoot', [context.platform.origin]: root });
    if (process.platform !== 'win32') expect(statSync(context.pins.file).mode & 0o777).toBe(0o600);
    expect((await sealedCall()).status).toBe(200);
  });

  it('is nothing where the platform has none, and pinned once it has one', async () => {
    expect((await sealedCall()).status).toBe(200);
    expect(() => pinned()).toThrow();
    const root = context.platform.signWithNewRoot();
    expect((await sealedCall()).status).toBe(200);
    expect(pinned()).toEqual({ [context.platform.origin]: root });
  });

  it.each([
    ['another root', () => void context.platform.signWithNewRoot(), /signed by another root/],
    ['no signature at all', () => (context.platform.answerKey = ({ root: _root, signature: _signature, ...view }) => view), /no longer signed/],
    ['a root without a signature', () => (context.platform.answerKey = ({ signature: _signature, ...view }) => view), /half a signature/],
    ['a signature without a root', () => (context.platform.answerKey = ({ root: _root, ...view }) => view), /half a signature/],
    ['a signature of something else', () => (context.platform.answerKey = (view) => ({ ...view, signature: Buffer.alloc(64).toString('base64url') })), /signature that is not/],
    ['a signature of another length', () => (context.platform.answerKey = (view) => ({ ...view, signature: 'AAAA' })), /signature that is not/],
    ['a longer life than was signed', () => (context.platform.answerKey = (view) => ({ ...view, notAfter: new Date(Date.parse(String(view['notAfter'])) + 1000).toISOString() })), /signature that is not/],
    ['a time that is over', () => (context.platform.keyLife = -60_000), /time that is over/],
    ['another name than was signed', () => (context.platform.answerKey = (view) => ({ ...view, kid: 'other' })), /signature that is not/],
  ])('lets nothing be sealed to %s, at the start and later', async (_what, spoil, message) => {
    context.platform.signWithNewRoot();
    const running = await context.start();
    spoil();
    await expect(context.start()).rejects.toThrow(message);
    context.platform.rotate('second');
    const { status, headers, body } = await send(running, '/openai/v1/models', { headers: bearer(running) });
    expect([status, headers['x-byok-code'], headers['x-should-retry']]).toEqual([503, 'unavailable', 'false']);
    expect(body.toString()).toMatch(message);
    expect(context.platform.calls).toEqual([]);
  });

  it('is not pinned when it has not signed the key', async () => {
    context.platform.signWithNewRoot();
    context.platform.answerKey = (view) => ({ ...view, signature: Buffer.alloc(64).toString('base64url') });
    await expect(context.start()).rejects.toThrow(/signature that is not/);
    expect(() => pinned()).toThrow();
  });

  it.each(['not JSON', '[]', '{"https://a.example": 1}'])('is not taken anew when the file is %j', async (text) => {
    mkdirSync(dirname(context.pins.file));
    writeFileSync(context.pins.file, text);
    await expect(context.start()).rejects.toThrow(/is not a list of roots/);
  });

  it('can’t be pinned where nothing can be written, and then nothing is sealed', async () => {
    context.platform.signWithNewRoot();
    writeFileSync(dirname(context.pins.file), 'a file where the folder should be');
    await expect(context.start()).rejects.toThrow(/could not be (?:read|written)/);
  });

  it('stands in the user’s folder for settings', () => {
    if (process.platform !== 'win32') expect(rootsFile({ XDG_CONFIG_HOME: '/settings' })).toBe('/settings/byok-agent/roots.json');
    expect(new PinnedRoots().file).toMatch(/byok-agent.roots\.json$/);
  });
});

describe('a transit key', () => {
  it.each([
    ['of another suite', (view: Record<string, unknown>) => ({ ...view, suite: 'X25519' }), /update the agent/],
    ['without a point', ({ publicKey: _key, ...view }: Record<string, unknown>) => view, /no transit key/],
    ['without an end', (view: Record<string, unknown>) => ({ ...view, notAfter: 'soon' }), /no transit key/],
    ['that is none', () => 'hello', /no transit key/],
  ])('%s is refused', async (_what, answer, message) => {
    context.platform.answerKey = answer;
    await expect(context.start()).rejects.toThrow(message);
  });
});

describe('a start', () => {
  it('fails in words when the platform refuses the token, and when it is away', async () => {
    context.platform.token = 'byok_pat_other';
    await expect(context.start()).rejects.toThrow(/does not accept the token/);
    const { origin } = context.platform;
    await context.platform.close();
    await expect(context.start()).rejects.toThrow(`The platform at ${origin} did not answer as it should (ECONNREFUSED).`);
  });
});
