import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_PLAN_LIMITS } from './plan-limits.js';
import { readConfiguration } from './read-configuration.js';

const folder = mkdtempSync(join(tmpdir(), 'plan-limits-'));
afterAll(() => rmSync(folder, { recursive: true }));

function limitsOf(text: string) {
  const file = join(folder, 'limits.json');
  writeFileSync(file, text);
  return readConfiguration({ PLAN_LIMITS_FILE: file }).planLimits;
}

describe('the limits by plan', () => {
  it('have defaults that no plan exceeds a larger one by', () => {
    const { free, start, pro, business } = readConfiguration({}).planLimits;
    for (const [smaller, larger] of [[free, start], [start, pro], [pro, business]] as const) {
      for (const name of Object.keys(smaller) as (keyof typeof smaller)[]) expect(smaller[name]).toBeLessThanOrEqual(larger[name]);
    }
  });

  it('take single limits from the file, and zero', () => {
    const limits = limitsOf(JSON.stringify({ free: { platformCallsPerDay: 0, platformRubPerDay: 0.5 }, pro: {} }));
    expect(limits.free).toEqual({ ...DEFAULT_PLAN_LIMITS.free, platformCallsPerDay: 0, platformRubPerDay: 0.5 });
    expect(limits.pro).toEqual(DEFAULT_PLAN_LIMITS.pro);
  });

  it.each([
    ['{"free":', 'is not valid JSON'],
    ['[]', 'is not a JSON object'],
    ['{"free":5}', 'has as "free" something'],
    ['{"gold-4711":{}}', 'names a plan'],
    ['{"__proto__":{}}', 'names a plan'],
    ['{"free":{"calls-4711":1}}', 'a limit that there is none of'],
    ['{"free":{"callsAtOnce":0}}', 'free.callsAtOnce a whole number from 1 to'],
    ['{"free":{"jobsWaiting":4711.5}}', 'free.jobsWaiting a whole number'],
    ['{"pro":{"platformRubPerDay":"4711"}}', 'pro.platformRubPerDay a number'],
    ['{"pro":{"storageMiB":null}}', 'pro.storageMiB a whole number'],
  ])('stop the start with one line for %s', (text, problem) => {
    let message = '';
    try {
      limitsOf(text);
    } catch (error) {
      message = (error as Error).message;
    }
    expect(message).toMatch(/^PLAN_LIMITS_FILE [^\n]+ Example: PLAN_LIMITS_FILE=/);
    expect(message).toContain(problem);
    expect(message).not.toContain('4711');
  });

  it('stand in their page', () => {
    const page = readFileSync('docs/operations/plan-limits.md', 'utf8');
    const plans = Object.values(DEFAULT_PLAN_LIMITS);
    for (const name of Object.keys(DEFAULT_PLAN_LIMITS.free) as (keyof typeof DEFAULT_PLAN_LIMITS.free)[]) {
      const row = page.split('\n').find((line) => line.startsWith(`| \`${name}\` |`));
      expect(row).toMatch(new RegExp(`\\| ${plans.map((limits) => limits[name]).join(String.raw` \| `)} \\|$`));
    }
  });

  it.each([join(folder, 'none.json'), folder])('stop the start when %s is no file', (file) => {
    expect(() => readConfiguration({ PLAN_LIMITS_FILE: file })).toThrow(/^PLAN_LIMITS_FILE names [^\n]+Example/);
  });
});
