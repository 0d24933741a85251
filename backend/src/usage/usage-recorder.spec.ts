import type { ModelPricing } from '#contracts';
import { Catalog } from '#nestjs-byok';
import type { MeasuredUsage } from './measure/measured-usage.js';
import type { UsageQueue } from './usage-queue.service.js';
import type { RecordedCall } from './usage-record.js';
import { UsageRecorder } from './usage-recorder.service.js';

const pricing: ModelPricing = { inputRubPerMillion: 10, outputRubPerMillion: 100 };

function recorded(usage: MeasuredUsage, source: RecordedCall['source'] = 'platform', aborted = false) {
  const [rows, settled]: [{ rub_paid: number | null; rub_avoided: number | null }[], (number | 'kept')[]] = [[], []];
  const queue = { add: (row: (typeof rows)[number]) => rows.push(row) } as unknown as UsageQueue;
  const catalog = { ofAnyDay: () => ({ pricing }) } as unknown as Catalog;
  const reservation = { estimateRub: 2, settle: (costRub: number) => settled.push(costRub), keep: () => settled.push('kept') };
  new UsageRecorder(queue, catalog).record({
    userId: 'u',
    strategy: 'balanced',
    endpoint: 'chat',
    route: 'chat',
    provider: 'openai',
    model: 'm',
    tier: 0,
    source,
    status: 200,
    aborted,
    durationMs: 1,
    usage,
    ...(source === 'platform' ? { reservation } : {}),
  } as unknown as RecordedCall);
  return { row: rows[0], settled };
}

describe('the record of a call', () => {
  it('settles what was set aside by what the provider counted, more or less', () => {
    expect(recorded({ tokensIn: 100_000, tokensOut: 0, estimated: false })).toMatchObject({ row: { rub_paid: 1 }, settled: [1] });
    expect(recorded({ tokensIn: 300_000, tokensOut: 0, estimated: false })).toMatchObject({ row: { rub_paid: 3 }, settled: [3] });
    expect(recorded({ tokensIn: 300_000, tokensOut: 0, estimated: true })).toMatchObject({ row: { rub_paid: 3 }, settled: [3] });
  });

  it('keeps what was set aside for a call of which nobody knows the cost', () => {
    expect(recorded({ estimated: false })).toMatchObject({ row: { rub_paid: null, rub_avoided: 0 }, settled: ['kept'] });
  });

  it('settles an answer that was left in its middle at what was set aside at least, unless the provider counted it', () => {
    expect(recorded({ tokensIn: 100_000, tokensOut: 0, estimated: true }, 'platform', true)).toMatchObject({ row: { rub_paid: 1 }, settled: [2] });
    expect(recorded({ tokensIn: 300_000, tokensOut: 0, estimated: true }, 'platform', true)).toMatchObject({ row: { rub_paid: 3 }, settled: [3] });
    expect(recorded({ tokensIn: 100_000, tokensOut: 0, estimated: false }, 'platform', true)).toMatchObject({ row: { rub_paid: 1 }, settled: [1] });
  });

  it('settles an input that was counted by its bytes at what was set aside at most', () => {
    expect(recorded({ tokensIn: 100_000, tokensOut: 0, estimated: true, isInputEstimated: true })).toMatchObject({ row: { rub_paid: 1 }, settled: [1] });
    expect(recorded({ tokensIn: 300_000, tokensOut: 0, estimated: true, isInputEstimated: true })).toMatchObject({ row: { rub_paid: 2 }, settled: [2] });
    expect(recorded({ tokensIn: 300_000, tokensOut: 0, estimated: true, isInputEstimated: true }, 'byok')).toMatchObject({ row: { rub_paid: 0, rub_avoided: 3 }, settled: [] });
  });
});
