import { setTimeout } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { SPENDING_ALERTS, type SpendingAlert, type SpendingLimitView } from '#contracts';
import { UsageQueue } from '../usage/index.js';
import { AccountChanges } from '../users/index.js';
import { OwnBudgets } from './own-budgets.service.js';
import type { SpendingLimitDto } from './spending-limit.dto.js';
import { SpendingLimitStore, type SpendingState } from './spending-limit.store.js';

const MICRO = 1e6;
/** How long a new limit waits until every process has learned of it, in milliseconds: a notification takes a few. */
const NOTICE_MS = 250;

/** A user's limit for their own keys: what it is, and what is spent of it. */
@Injectable()
export class SpendingLimits {
  constructor(
    private readonly store: SpendingLimitStore,
    private readonly budgets: OwnBudgets,
    private readonly usage: UsageQueue,
    private readonly changes: AccountChanges,
  ) {}

  async view(userId: string): Promise<SpendingLimitView> {
    await this.usage.flush();
    await this.budgets.settled(userId);
    const time = this.budgets.time();
    const state = await this.store.find(userId, time);
    return viewOf(state ?? { perDay: null, perMonth: null, ...(await this.store.spentBy(userId, time)) });
  }

  /** Once it returns, every process keeps to the limit: those that knew of none, or had reserved ahead of another, have learned of it. */
  async set(userId: string, { rubPerDay, rubPerMonth }: SpendingLimitDto): Promise<SpendingLimitView> {
    await this.usage.flush();
    const time = this.budgets.time();
    const [perDay, perMonth] = [microRub(rubPerDay), microRub(rubPerMonth)];
    if (perDay === null && perMonth === null) await this.store.clear(userId);
    else await this.store.set(userId, time, { perDay, perMonth });
    await this.changes.announce(userId);
    if ((perDay ?? perMonth) !== null) await setTimeout(NOTICE_MS);
    return this.view(userId);
  }
}

function viewOf({ perDay, perMonth, spentToday, spentThisMonth }: Pick<SpendingState, 'perDay' | 'perMonth' | 'spentToday' | 'spentThisMonth'>): SpendingLimitView {
  const left = [perDay === null ? Infinity : perDay - spentToday, perMonth === null ? Infinity : perMonth - spentThisMonth];
  const remaining = Math.min(...left);
  return {
    rubPerDay: roubles(perDay),
    rubPerMonth: roubles(perMonth),
    spentToday: spentToday / MICRO,
    spentThisMonth: spentThisMonth / MICRO,
    remaining: remaining === Infinity ? null : Math.max(0, remaining) / MICRO,
    alerts: [...alertOf('rubPerDay', perDay, spentToday), ...alertOf('rubPerMonth', perMonth, spentThisMonth)],
  };
}

function alertOf(limit: SpendingAlert['limit'], value: number | null, spent: number): SpendingAlert[] {
  const percent = value === null ? undefined : SPENDING_ALERTS.findLast((share) => spent * 100 >= value * share);
  return percent === undefined ? [] : [{ limit, percent }];
}

const microRub = (value: number | null | undefined) => (value === null || value === undefined ? null : Math.round(value * MICRO));
const roubles = (value: number | null) => (value === null ? null : value / MICRO);
