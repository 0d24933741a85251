import { formatAttempts, type AttemptRecord } from '#contracts';
import { headersOf } from '../../../testing/streams.js';
import { readReceipt } from './receipt-reader.js';

const attempts: AttemptRecord[] = [
  { source: 'byok', provider: 'openai', outcome: 'key_no_credit' },
  { source: 'byok', provider: 'openai', place: 2, outcome: 'key_invalid' },
  { source: 'platform', provider: 'openai', outcome: 'ok' },
];

describe('readReceipt', () => {
  it('reads what the server writes', () => {
    const headers = headersOf({
      'x-byok-credential-source': 'platform',
      'x-byok-provider': 'openai',
      'x-byok-model': 'gpt-6-luna',
      'x-byok-tier': '1',
      'x-byok-attempts': formatAttempts(attempts),
      'x-byok-fallback-reason': 'key_no_credit',
    });
    expect(readReceipt(headers)).toEqual({
      source: 'platform',
      provider: 'openai',
      model: 'gpt-6-luna',
      tier: 1,
      attempts,
      fallbackReason: 'key_no_credit',
    });
  });

  it('is absent when no provider was called', () => {
    expect(readReceipt(headersOf({}))).toBeUndefined();
    expect(readReceipt(headersOf({ 'x-byok-credential-source': 'someone', 'x-byok-provider': 'openai' }))).toBeUndefined();
  });

  it('drops what it does not understand', () => {
    const receipt = readReceipt(
      headersOf({
        'x-byok-credential-source': 'byok',
        'x-byok-provider': 'gemini',
        'x-byok-tier': '9',
        'x-byok-attempts': 'byok:gemini:ok, nonsense ,byok:nobody:ok,byok:gemini:constructor',
        'x-byok-fallback-reason': 'whatever',
      }),
    );
    expect(receipt).toEqual({ source: 'byok', provider: 'gemini', model: '', tier: 0, attempts: [{ source: 'byok', provider: 'gemini', outcome: 'ok' }] });
  });
});
