import { setImmediate, setTimeout } from 'node:timers/promises';
import { Clock, type Catalog, type PaidCall } from '#nestjs-byok';
import { silentLogger } from '../../test/support/silent-logger.js';
import type { AccountChangeListener, AccountChanges } from '../users/index.js';
import { OwnBudgets } from './own-budgets.service.js';
import type { SpendingLimitStore, SpendingTime } from './spending-limit.store.js';
import type { SpendingLimitWatch } from './spending-limit-watch.service.js';

const USER = 'a1b2c3d4-0000-4000-8000-000000000001';
const RUB = 1e6;
const LIMIT_RUB = 1_000;

function budgetsWith(isListening: boolean) {
  const set = { asideMicroRub: 0 };
  const state = ({ day, month }: SpendingTime) => ({ perDay: LIMIT_RUB * RUB, perMonth: null, day, month, spentToday: set.asideMicroRub, spentThisMonth: set.asideMicroRub });
  const count = async (_id: string, time: SpendingTime, microRub: number) => {
    await setImmediate();
    set.asideMicroRub += microRub;
    return state(time);
  };
  const reserve = async (...asked: Parameters<typeof count>) => {
    const hasRoom = set.asideMicroRub + asked[2] <= LIMIT_RUB * RUB;
    return hasRoom ? { kind: 'reserved', state: await count(...asked) } : { kind: 'spent', state: state(asked[1]) };
  };
  const store = { reserve, correct: count } as unknown as SpendingLimitStore;
  const catalog = { ofAnyDay: () => ({ provider: 'openai', id: 'm', contextTokens: 1_000, pricing: { inputRubPerMillion: 0, outputRubPerMillion: RUB } }) } as unknown as Catalog;
  const listeners: AccountChangeListener[] = [];
  const changes = { isListening, listen: (listener: AccountChangeListener) => listeners.push(listener) } as unknown as AccountChanges;
  const watch = { spent: () => undefined, refused: () => undefined } as unknown as SpendingLimitWatch;
  const budgets = new OwnBudgets(store, watch, catalog, new Clock(), silentLogger, changes);
  /** One rouble for each token of the answer. */
  const call = { userId: USER, target: { credential: { source: 'byok', provider: 'openai' }, model: 'm' }, expected: { inputTokens: 0, outputTokens: 1 } } as unknown as PaidCall;
  const reserveFor = (rub: number) => budgets.reserve({ ...call, expected: { inputTokens: 0, outputTokens: rub } } as PaidCall, false);
  return { reserve: () => budgets.reserve(call, false), reserveFor, set, rub: () => set.asideMicroRub / RUB, listener: () => listeners[0] as AccountChangeListener };
}

describe('what a process reserves ahead of a limit', () => {
  it.each([
    ['the account changes', (listener: AccountChangeListener) => listener.onChange(USER)],
    ['a change may have been missed', (listener: AccountChangeListener) => listener.onGap()],
  ])('is given back as soon as %s', async (_when, notify) => {
    const { reserve, rub, listener } = budgetsWith(true);
    for (let calls = 0; calls < 3; calls += 1) await reserve();
    expect(rub()).toBeGreaterThan(10);
    listener().onChange('another user');
    await setImmediate();
    expect(rub()).toBeGreaterThan(10);
    notify(listener());
    await setImmediate();
    expect(rub()).toBe(3);
  });

  it('is nothing while changes in other processes would not be learned of', async () => {
    const { reserve, rub } = budgetsWith(false);
    for (let calls = 0; calls < 3; calls += 1) await reserve();
    expect(rub()).toBe(3);
  });
});

describe('a call that finds no room', () => {
  it('gets what another process is about to give back', async () => {
    const { reserve, set } = budgetsWith(true);
    set.asideMicroRub = LIMIT_RUB * RUB;
    const asked = reserve();
    await setTimeout(30);
    set.asideMicroRub -= RUB;
    expect(await asked).toMatchObject({ estimateRub: 1 });
    await expect(reserve()).rejects.toMatchObject({ code: 'own_limit_reached' });
  });

  it('is refused at once where it never had any', async () => {
    const { reserveFor } = budgetsWith(true);
    const startedAt = performance.now();
    await expect(reserveFor(LIMIT_RUB + 1)).rejects.toMatchObject({ code: 'own_limit_reached' });
    expect(performance.now() - startedAt).toBeLessThan(30);
  });
});
