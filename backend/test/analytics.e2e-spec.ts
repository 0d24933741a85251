import { randomUUID } from 'node:crypto';
import { ANALYTICS_EVENT_NAMES, ANALYTICS_LOCK_REASONS } from '#contracts';
import { canaryKey } from '#testing';
import '#testing/jest';
import { startAccounts, type AccountsApplication, type Jar } from './support/accounts-application.js';

type Event = Record<string, unknown>;

let accounts: AccountsApplication;
let jar: Jar;
let userId: string;

beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts.close());
beforeEach(async () => {
  ({ jar, id: userId } = await accounts.register());
});

const event = (change: Event = {}): Event => ({ id: randomUUID(), name: 'vault_unlocked', at: new Date().toISOString(), ...change });
const post = (body: unknown) => accounts.as(jar, 'post', '/api/analytics/events').send(body as object);
const kept = async () => (await accounts.pool.query('select * from analytics_events where user_id = $1 order by at', [userId])).rows as Event[];

describe('POST /api/analytics/events', () => {
  it('keeps every kind of event with its fields', async () => {
    const events = [
      event({ name: 'vault_created' }),
      event(),
      ...ANALYTICS_LOCK_REASONS.map((reason) => event({ name: 'vault_locked', reason, overdueMs: 12 })),
      event({ name: 'vault_locked', reason: 'manual' }),
      event({ name: 'key_added', provider: 'openai' }),
      event({ name: 'key_tested', provider: 'gemini', verdict: 'valid' }),
      event({ name: 'key_deleted', provider: 'anthropic' }),
    ];
    await post({ events }).expect(202);
    const rows = await kept();
    expect(rows).toHaveLength(events.length);
    expect(new Set(rows.map(({ name }) => name))).toEqual(new Set(ANALYTICS_EVENT_NAMES));
    expect(rows.find(({ name }) => name === 'key_tested')).toMatchObject({ provider: 'gemini', verdict: 'valid', origin: 'client', overdue_ms: null });
    expect(rows.filter(({ overdue_ms }) => overdue_ms === '12')).toHaveLength(4);
  });

  it('takes each kind of event with nothing but id, name and moment: all other fields are optional', async () => {
    await post({ events: ANALYTICS_EVENT_NAMES.map((name) => event({ name })) }).expect(202);
    const rows = await kept();
    expect(rows.map(({ name }) => name).sort()).toEqual([...ANALYTICS_EVENT_NAMES].sort());
    expect(rows.every(({ provider, verdict, reason, overdue_ms }) => [provider, verdict, reason, overdue_ms].every((value) => value === null))).toBe(true);
  });

  it('takes 100 events and refuses 101', async () => {
    await post({ events: Array.from({ length: 100 }, () => event()) }).expect(202);
    const response = await post({ events: Array.from({ length: 101 }, () => event()) }).expect(400);
    expect(response.body).toMatchObject({ code: 'invalid_input', errors: [{ field: 'events', message: 'must hold at most 100 events' }] });
    expect(await kept()).toHaveLength(100);
  });

  it('counts an event of one id once for a user, and apart for another', async () => {
    const one = event({ id: 'same' });
    await post({ events: [one, one] }).expect(202);
    await post({ events: [one, event({ id: 'other' })] }).expect(202);
    expect(await kept()).toHaveLength(2);
    ({ jar, id: userId } = await accounts.register());
    await post({ events: [one] }).expect(202);
    expect(await kept()).toHaveLength(1);
  });

  it.each<[string, Event, string, string]>([
    ['an unknown name', { name: 'vault_exploded' }, 'events.0.name', 'must be one of vault_created'],
    ['no name', { name: undefined }, 'events.0.name', 'must be one of'],
    ['no id', { id: undefined }, 'events.0.id', '1 to 128 characters'],
    ['an empty id', { id: '' }, 'events.0.id', '1 to 128 characters'],
    ['a long id', { id: 'x'.repeat(129) }, 'events.0.id', '1 to 128 characters'],
    ['a number for an id', { id: 7 }, 'events.0.id', '1 to 128 characters'],
    ['no moment', { at: undefined }, 'events.0.at', 'ISO 8601'],
    ['a date without a time', { at: '2026-11-22' }, 'events.0.at', 'ISO 8601'],
    ['a moment of the far future', { at: new Date(Date.now() + 49 * 3_600_000).toISOString() }, 'events.0.at', 'ISO 8601'],
    ['a moment of the last century', { at: '1999-01-01T00:00:00Z' }, 'events.0.at', 'ISO 8601'],
    ['a number of milliseconds', { at: Date.now() }, 'events.0.at', 'ISO 8601'],
    ['an unknown field', { key: 'x' }, 'events.0.key', 'is no field of this route'],
    ['an unknown provider', { name: 'key_added', provider: 'cloudru' }, 'events.0.provider', 'must be one of'],
    ['a provider of null', { name: 'key_added', provider: null }, 'events.0.provider', 'must be one of'],
    ['a provider on a vault event', { provider: 'openai' }, 'events.0.provider', 'belongs to key_added'],
    ['an unknown verdict', { name: 'key_tested', provider: 'openai', verdict: 'fine' }, 'events.0.verdict', 'must be one of valid'],
    ['an unknown reason', { name: 'vault_locked', reason: 'boredom' }, 'events.0.reason', 'must be one of idle'],
    ['a negative delay', { name: 'vault_locked', reason: 'idle', overdueMs: -1 }, 'events.0.overdueMs', 'whole number of milliseconds from 0'],
    ['a fraction of a delay', { name: 'vault_locked', reason: 'idle', overdueMs: 1.5 }, 'events.0.overdueMs', 'whole number'],
    ['a delay as text', { name: 'vault_locked', reason: 'idle', overdueMs: '5' }, 'events.0.overdueMs', 'whole number'],
    ['a delay on an unlock', { overdueMs: 5 }, 'events.0.overdueMs', 'belongs to vault_locked'],
  ])('refuses %s', async (_what, change, field, message) => {
    const response = await post({ events: [event(change)] }).expect(400);
    expect(response.headers['content-type']).toContain('application/problem+json');
    expect(response.headers['x-byok-code']).toBe('invalid_input');
    expect(response.body.errors).toEqual([{ field, message: expect.stringContaining(message) as string }]);
    expect(await kept()).toEqual([]);
  });

  it.each([[{}], [{ events: [] }], [{ events: {} }], [{ events: 'x' }], [{ events: [1] }], [{ events: [null] }], [{ events: [[]] }], [{ events: [event()], more: 1 }], [[event()]]])(
    'refuses the body %j',
    async (body) => {
      expect((await post(body).expect(400)).body.code).toBe('invalid_input');
    },
  );

  it.each([[{}], [{ events: 'x' }]])('says of %j first that it is no list', async (body) => {
    expect((await post(body).expect(400)).body.errors).toEqual([{ field: 'events', message: 'must be a list' }]);
  });

  it('refuses a whole batch for one bad event, and keeps none of it', async () => {
    const response = await post({ events: [event(), event({ name: 'x' })] }).expect(400);
    expect(response.body.errors[0].field).toBe('events.1.name');
    expect(await kept()).toEqual([]);
  });

  it('wants a caller, and with the cookie the XSRF header', async () => {
    const body = { events: [event()] };
    expect((await accounts.call('post', '/api/analytics/events').send(body).expect(401)).body.code).toBe('unauthenticated');
    const withoutHeader = { ...jar, 'XSRF-TOKEN': '' };
    expect((await accounts.as(withoutHeader, 'post', '/api/analytics/events').send(body).expect(403)).body.code).toBe('csrf_failed');
    const { token } = await accounts.token(jar);
    await accounts.call('post', '/api/analytics/events').set('authorization', `Bearer ${token}`).send(body).expect(202);
    expect(await kept()).toHaveLength(1);
  });

  it('keeps no text of the caller, even when the id is a key', async () => {
    const key = canaryKey('openai', 'analytics');
    await post({ events: [event({ id: key })] }).expect(202);
    const rows = JSON.stringify(await kept());
    expect(rows).toContain(userId);
    expect(rows).toHoldNoKey(key);
    expect(accounts.log()).toHoldNoKey(key);
  });
});
