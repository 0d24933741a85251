import type { JobReceiptView } from '#contracts';
import { fallbackStory } from '../../studio/receipt/fallback-story.js';
import { payersOf, stageReceipts } from './stage-receipts.js';

const own: JobReceiptView = { stage: 'lesson', credentialSource: 'byok', provider: 'openai', model: 'small', attempts: 'byok:openai:ok' };
const replaced: JobReceiptView = { ...own, credentialSource: 'platform', attempts: 'byok:openai:key_no_credit,platform:openai:ok' };

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
    expect(stageReceipts([{ ...own, provider: 'nobody' as JobReceiptView['provider'] }])).toEqual([]);
  });
});

describe('keys that expired together', () => {
  const gemini: JobReceiptView = { ...own, provider: 'gemini', model: 'flash', attempts: 'byok:openai:key_no_credit,byok:gemini:ok' };
  const expired = (first: string, second: string): JobReceiptView => ({ ...replaced, attempts: `byok:${first}:key_expired_in_queue,byok:${second}:key_expired_in_queue,platform:openai:ok` });
  const told = (receipts: JobReceiptView[]) => {
    const { receipt, inUse } = stageReceipts(receipts).at(-1)!;
    return fallbackStory(receipt, inUse);
  };

  it.each<[string, string, JobReceiptView[]]>([
    ['the one that had paid', 'gemini', [own, gemini, expired('openai', 'gemini')]],
    ['the one that had paid last', 'openai', [gemini, own, expired('gemini', 'openai')]],
    ['the first that was tried, when none had paid', 'gemini', [expired('gemini', 'openai')]],
  ])('are told as %s', (_name, provider, receipts) => {
    expect(told(receipts)).toMatchObject({ words: 'toPlatform', reason: 'key_expired_in_queue', provider, aboutOwnKey: true });
  });
});

describe('payersOf', () => {
  it('counts only calls that were answered', () => {
    expect(payersOf([own, replaced])).toEqual({ own: ['openai'], platform: true });
    expect(payersOf([{ ...own, attempts: 'byok:openai:key_invalid' }])).toEqual({ own: [], platform: false });
  });
});

describe('what a stage cost', () => {
  it('adds up what equal calls used and cost, and does not know a sum of which a part is not known', () => {
    const call = { stage: 'lesson', credentialSource: 'byok', provider: 'openai', model: 'gpt-6-luna', attempts: 'byok:openai:ok' } as const;
    const priced = { ...call, tokensIn: 1_000, tokensOut: 200, costRub: 0.5 };
    expect(stageReceipts([priced, { ...priced, tokensIn: 500 }])).toMatchObject([{ count: 2, usage: { tokensIn: 1_500, tokensOut: 400 }, cost: 1 }]);
    expect(stageReceipts([priced, { ...priced, costRub: null }, priced])[0]?.cost).toBeNull();
    expect(stageReceipts([call])[0]).toMatchObject({ cost: null });
    expect(stageReceipts([call])[0]).not.toHaveProperty('usage');
  });

  it('is not hidden by a call that failed', () => {
    const call = { stage: 'lesson', credentialSource: 'byok', provider: 'openai', model: 'gpt-6-luna', tokensIn: null, tokensOut: null, costRub: null } as const;
    const failed = { ...call, attempts: 'byok:openai:provider_unavailable' };
    expect(stageReceipts([failed])[0]).not.toHaveProperty('cost');
    expect(stageReceipts([failed, { ...failed, costRub: 0.5 }])).toMatchObject([{ count: 2, cost: 0.5 }]);
  });
});
