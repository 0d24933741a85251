import type { JobView } from '#contracts';
import { backgroundFailures } from './background-failures.js';

const receipt = (stage: 'transcription' | 'outline' | 'lesson', attempts: string) => ({
  stage,
  credentialSource: attempts.split(',').at(-1)?.startsWith('platform') ? ('platform' as const) : ('byok' as const),
  provider: 'openai' as const,
  attempts,
});
const job = (receipts: JobView['receipts'], more: Partial<JobView> = {}): JobView => ({
  id: 'job', type: 'course', status: 'completed', progress: 100, stage: 'lesson', title: 'Цветы', receipts, createdAt: '2026-11-29T14:05:00.000Z', ...more,
});

describe('keys that failed in the background', () => {
  it('are told with what the platform paid', () => {
    const receipts = [
      receipt('outline', 'byok:openai:ok'),
      receipt('lesson', 'byok:openai:key_no_credit,platform:openai:ok'),
      receipt('lesson', 'byok:openai:key_no_credit,byok-2:openai:ok'),
      receipt('lesson', 'byok:openai:key_no_credit,byok-2:openai:key_invalid,platform:openai:ok'),
    ];
    expect(backgroundFailures([job(receipts, { endedAt: '2026-11-29T14:09:00.000Z' })], undefined)).toEqual([
      { provider: 'openai', code: 'key_no_credit', jobId: 'job', title: 'Цветы', at: '2026-11-29T14:05:00.000Z', endedAt: '2026-11-29T14:09:00.000Z', lessons: 2, calls: 2 },
    ]);
  });

  it('are told once, and not while the work goes on', () => {
    const receipts = [receipt('lesson', 'byok:openai:key_invalid,platform:openai:ok')];
    expect(backgroundFailures([job(receipts)], '2026-11-29T14:05:00.000Z')).toEqual([]);
    expect(backgroundFailures([job(receipts)], '2026-11-29T14:04:59.000Z')).toHaveLength(1);
    expect(backgroundFailures([job(receipts, { status: 'active' })], undefined)).toEqual([]);
  });

  it('are told of work that began before what was told, and ended later', () => {
    const receipts = [receipt('lesson', 'byok:openai:key_invalid,platform:openai:ok')];
    const [long, short] = [job(receipts, { id: 'long', endedAt: '2026-11-29T15:00:00.000Z' }), job(receipts, { id: 'short', createdAt: '2026-11-29T14:30:00.000Z', endedAt: '2026-11-29T14:31:00.000Z' })];
    expect(backgroundFailures([short, { ...long, status: 'active' }], undefined).map(({ jobId, endedAt }) => [jobId, endedAt])).toEqual([['short', '2026-11-29T14:31:00.000Z']]);
    expect(backgroundFailures([short, long], '2026-11-29T14:31:00.000Z').map(({ jobId }) => jobId)).toEqual(['long']);
    expect(backgroundFailures([short, long], '2026-11-29T15:00:00.000Z')).toEqual([]);
  });

  it('are not outages, nor failures of the platform’s key', () => {
    const receipts = [receipt('lesson', 'byok:openai:provider_timeout,platform:openai:ok'), receipt('lesson', 'platform:openai:key_no_credit,platform:gemini:ok')];
    expect(backgroundFailures([job(receipts)], undefined)).toEqual([]);
  });
});
