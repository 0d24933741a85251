import type { JobReceipt } from './job.js';
import { payersOf, stageReceipts } from './stage-receipts.js';

const own: JobReceipt = { stage: 'lesson', credentialSource: 'byok', provider: 'openai', model: 'small', attempts: 'byok:openai:ok' };
const replaced: JobReceipt = { ...own, credentialSource: 'platform', attempts: 'byok:openai:key_no_credit,platform:openai:ok' };

describe('stageReceipts', () => {
  it('puts equal calls together and keeps what differs apart', () => {
    const found = stageReceipts([own, own, replaced, { ...own, stage: 'outline' }]);
    expect(found.map(({ stage, count }) => [stage, count])).toEqual([['lesson', 2], ['lesson', 1], ['outline', 1]]);
  });

  it('tells why another key stepped in', () => {
    expect(stageReceipts([replaced])[0]?.receipt).toMatchObject({ source: 'platform', fallbackReason: 'key_no_credit' });
    expect(stageReceipts([own])[0]?.receipt.fallbackReason).toBeUndefined();
  });

  it('leaves out what is not as agreed', () => {
    expect(stageReceipts([{ ...own, provider: 'nobody' as JobReceipt['provider'] }])).toEqual([]);
  });
});

describe('payersOf', () => {
  it('counts only calls that were answered', () => {
    expect(payersOf([own, replaced])).toEqual({ own: ['openai'], platform: true });
    expect(payersOf([{ ...own, attempts: 'byok:openai:key_invalid' }])).toEqual({ own: [], platform: false });
  });
});
