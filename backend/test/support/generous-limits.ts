import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PLANS, type Plan } from '#contracts';
import type { PlanLimits } from '../../src/config/plan-limits.js';

const ROOM: Omit<PlanLimits, 'maxOutputTokens'> = {
  platformCallsPerDay: 1_000_000,
  platformRubPerDay: 1_000_000,
  callsAtOnce: 10_000,
  jobsAtOnce: 10_000,
  jobsWaiting: 10_000,
  storageMiB: 1_000_000,
};

/** Writes a PLAN_LIMITS_FILE that holds nothing up, but for these limits of a plan. @returns its path */
export function writePlanLimits(limits: Partial<Record<Plan, Partial<PlanLimits>>> = {}): string {
  const file = join(mkdtempSync(join(tmpdir(), 'byok-limits-')), 'limits.json');
  writeFileSync(file, JSON.stringify(Object.fromEntries(PLANS.map((plan) => [plan, { ...ROOM, ...limits[plan] }]))));
  return file;
}
