import { readFileSync, statSync } from 'node:fs';
import { PLANS, type Plan } from '#contracts';

/** What one user of a plan may take of the platform. Days begin at 00:00 UTC. */
export interface PlanLimits {
  /** Calls that the platform pays. */
  readonly platformCallsPerDay: number;
  /** Roubles that the platform pays. */
  readonly platformRubPerDay: number;
  /** Calls that the platform pays, under way at the same moment in one process. */
  readonly callsAtOnce: number;
  readonly jobsAtOnce: number;
  readonly jobsWaiting: number;
  /** Recordings and results, in MiB. */
  readonly storageMiB: number;
  /** Tokens of one answer that the platform pays. */
  readonly maxOutputTokens: number;
}

type LimitName = keyof PlanLimits;

/** Where a limit is not set. */
export const DEFAULT_PLAN_LIMITS: Readonly<Record<Plan, PlanLimits>> = {
  free: { platformCallsPerDay: 500, platformRubPerDay: 50, callsAtOnce: 10, jobsAtOnce: 2, jobsWaiting: 20, storageMiB: 500, maxOutputTokens: 8_192 },
  start: { platformCallsPerDay: 1_000, platformRubPerDay: 150, callsAtOnce: 16, jobsAtOnce: 2, jobsWaiting: 50, storageMiB: 2_000, maxOutputTokens: 8_192 },
  pro: { platformCallsPerDay: 3_000, platformRubPerDay: 500, callsAtOnce: 32, jobsAtOnce: 4, jobsWaiting: 100, storageMiB: 10_000, maxOutputTokens: 32_768 },
  business: { platformCallsPerDay: 10_000, platformRubPerDay: 3_000, callsAtOnce: 64, jobsAtOnce: 8, jobsWaiting: 300, storageMiB: 50_000, maxOutputTokens: 65_536 },
};

interface Bounds {
  readonly least: number;
  readonly most: number;
  readonly isWhole: boolean;
}

const whole = (least: number, most: number): Bounds => ({ least, most, isWhole: true });

const BOUNDS: Readonly<Record<LimitName, Bounds>> = {
  platformCallsPerDay: whole(0, 1_000_000_000),
  platformRubPerDay: { least: 0, most: 1_000_000_000, isWhole: false },
  callsAtOnce: whole(1, 100_000),
  jobsAtOnce: whole(0, 100_000),
  jobsWaiting: whole(0, 1_000_000),
  storageMiB: whole(0, 1_000_000_000),
  maxOutputTokens: whole(16, 10_000_000),
};

const MAX_FILE_BYTES = 64 * 1024;

/**
 * Reads PLAN_LIMITS_FILE: JSON `{<plan>: {<limit>: <number>}}`, whatever is missing at its default.
 * @throws Error whose message continues "PLAN_LIMITS_FILE …" and quotes no value
 */
export function readPlanLimits(file: string): Readonly<Record<Plan, PlanLimits>> {
  const plans = objectOf(parsed(readText(file)), 'holds');
  for (const name of Object.keys(plans)) {
    if (!(PLANS as readonly string[]).includes(name)) throw new Error(`names a plan that there is none of; plans are ${PLANS.join(', ')}`);
  }
  return Object.fromEntries(PLANS.map((plan) => [plan, { ...DEFAULT_PLAN_LIMITS[plan], ...limitsOf(plan, plans[plan]) }])) as unknown as Record<Plan, PlanLimits>;
}

function limitsOf(plan: Plan, given: unknown): Partial<PlanLimits> {
  if (given === undefined) return {};
  const limits = objectOf(given, `has as "${plan}"`);
  for (const [name, value] of Object.entries(limits)) {
    if (!Object.hasOwn(BOUNDS, name)) throw new Error(`has in "${plan}" a limit that there is none of; limits are ${Object.keys(BOUNDS).join(', ')}`);
    const { least, most, isWhole } = BOUNDS[name as LimitName];
    const fits = typeof value === 'number' && value >= least && value <= most && (!isWhole || Number.isInteger(value));
    if (!fits) throw new Error(`needs as ${plan}.${name} a ${isWhole ? 'whole ' : ''}number from ${least} to ${most}`);
  }
  return limits;
}

function objectOf(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error(`${where} something that is not a JSON object`);
  return value as Record<string, unknown>;
}

function readText(file: string): string {
  try {
    const stats = statSync(file);
    if (stats.isFile() && stats.size <= MAX_FILE_BYTES) return readFileSync(file, 'utf8');
  } catch {
    throw new Error('names a file that does not exist or cannot be read');
  }
  throw new Error(`names something that is not a file of at most ${MAX_FILE_BYTES} bytes`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Error('names a file that is not valid JSON');
  }
}
