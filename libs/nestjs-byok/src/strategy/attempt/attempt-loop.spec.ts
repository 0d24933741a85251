import { jest } from '@jest/globals';
import { ByokError, PROVIDER_CODES, fallsBack, isOutage, type ErrorCode, type ProviderId } from '#contracts';
import { ProviderError } from '#providers';
import { Credential } from '../../credential/credential.js';
import { attempt, type AttemptTarget } from './attempt-loop.js';

const signal = new AbortController().signal;

function target(source: 'byok' | 'platform', provider: ProviderId = 'openai'): AttemptTarget {
  return { credential: new Credential(source, provider, Buffer.from('sk-test-0123456789')), model: 'gpt-6-luna', tier: 0 };
}

async function failure(promise: Promise<unknown>): Promise<ByokError> {
  return promise.then(
    () => {
      throw new Error('should have failed');
    },
    (error: ByokError) => error,
  );
}

describe('the attempt loop', () => {
  it('answers with the first credential that works and says so', async () => {
    const { value, receipt } = await attempt([target('byok'), target('platform')], { policy: 'on-error', signal }, async () => 'hello');
    expect(value).toBe('hello');
    expect(receipt).toMatchObject({ source: 'byok', attempts: [{ source: 'byok', provider: 'openai', outcome: 'ok' }] });
    expect(receipt.fallbackReason).toBeUndefined();
  });

  for (const policy of ['never', 'on-quota', 'on-error'] as const) {
    it.each(PROVIDER_CODES.map((code) => [code]))(`under ${policy} treats %s as the contract says`, async (code) => {
      let calls = 0;
      const run = attempt([target('byok'), target('platform')], { policy, signal, retries: 0 }, async ({ credential }) => {
        calls += 1;
        if (credential.source === 'byok') throw new ProviderError(code, 'refused');
        return 'served';
      });
      if (fallsBack(code, policy)) {
        const { receipt } = await run;
        expect(receipt).toMatchObject({ source: 'platform', fallbackReason: code });
        expect(calls).toBe(2);
      } else {
        const error = await failure(run);
        expect(error.code).toBe(code);
        expect(error.receipt).toMatchObject({ source: 'byok', attempts: [{ outcome: code }] });
        expect(calls).toBe(1);
      }
    });
  }

  it.each([
    ['key_no_credit', 'openai', ['byok:openai']],
    ['key_no_credit', 'gemini', ['byok:openai', 'byok:gemini']],
    ['provider_overloaded', 'openai', ['byok:openai', 'byok:openai', 'platform:openai']],
  ] as const)('after %s of a key whose owner wants to see that, tries own keys alone', async (code, second, asked) => {
    const targets = [target('byok'), target('byok', second), target('platform')];
    const calls: string[] = [];
    const run = attempt(second === 'openai' && code === 'key_no_credit' ? [targets[0] as AttemptTarget, targets[2] as AttemptTarget] : targets, { policy: 'on-error', signal, retries: 0, pausesAtKeyFailure: true }, async ({ credential }) => {
      calls.push(`${credential.source}:${credential.provider}`);
      if (credential.source === 'platform') return 'served';
      throw new ProviderError(credential.provider === 'gemini' ? 'provider_overloaded' : code, 'refused');
    });
    if (code === 'provider_overloaded') expect((await run).receipt.source).toBe('platform');
    else expect((await failure(run)).code).toBe(second === 'gemini' ? 'provider_overloaded' : code);
    expect(calls).toEqual(asked);
  });

  describe('with a request that one provider’s format has no room for', () => {
    const notSent = () => new ProviderError('request_invalid', 'n: must be 1.', undefined, undefined, { wasSent: false, param: 'n' });

    it('counts no attempt, and lets another provider serve', async () => {
      const { receipt } = await attempt([target('byok', 'anthropic'), target('byok', 'openai')], { policy: 'never', signal }, async ({ credential }) => {
        if (credential.provider === 'anthropic') throw notSent();
        return 'served';
      });
      expect(receipt.attempts).toEqual([{ source: 'byok', provider: 'openai', outcome: 'ok' }]);
      expect(receipt.fallbackReason).toBeUndefined();
    });

    it('names the field when nobody can serve', async () => {
      const error = await failure(
        attempt([target('byok', 'anthropic'), target('platform', 'anthropic')], { policy: 'on-error', signal }, async () => {
          throw notSent();
        }),
      );
      expect(error).toMatchObject({ code: 'request_invalid', param: 'n', receipt: undefined });
    });

    it('gives the failure before it as the answer', async () => {
      const error = await failure(
        attempt([target('byok', 'openai'), target('platform', 'anthropic')], { policy: 'on-error', signal, retries: 0 }, async ({ credential }) => {
          throw credential.source === 'byok' ? new ProviderError('key_invalid', 'refused') : notSent();
        }),
      );
      expect(error).toMatchObject({ code: 'key_invalid', receipt: { attempts: [{ outcome: 'key_invalid' }] } });
    });
  });

  describe('with a target that may not serve', () => {
    const refusal = new ByokError('key_required', 'not with this key', { param: 'n' });
    const refusalOf = ({ credential }: AttemptTarget) => (credential.source === 'platform' ? refusal : undefined);
    const options = { policy: 'on-error', signal, retries: 0, refusalOf } as const;

    it('never falls back to it: the failure before it is the answer', async () => {
      const error = await failure(
        attempt([target('byok'), target('platform')], options, async () => {
          throw new ProviderError('key_no_credit', 'refused');
        }),
      );
      expect(error.code).toBe('key_no_credit');
      expect(error.receipt).toMatchObject({ source: 'byok', attempts: [{ source: 'byok', outcome: 'key_no_credit' }] });
    });

    it('passes over it to the next that may', async () => {
      const targets = [target('platform', 'gemini'), target('byok'), target('platform')];
      const { receipt } = await attempt(targets, options, async ({ credential }) => credential.provider);
      expect(receipt).toMatchObject({ source: 'byok', attempts: [{ source: 'byok', outcome: 'ok' }] });
      expect(receipt.fallbackReason).toBeUndefined();
    });

    it('answers with the first refusal when none may, and calls nobody', async () => {
      const call = jest.fn(async () => 'served');
      expect(await failure(attempt([target('platform')], options, call))).toBe(refusal);
      expect(call).not.toHaveBeenCalled();
    });

    it('asks only when its turn has come', async () => {
      const asked = jest.fn(() => undefined);
      await attempt([target('byok'), target('platform')], { ...options, refusalOf: asked }, async () => 'served');
      expect(asked).toHaveBeenCalledTimes(1);
    });
  });

  it('answers with the last error when the fallback fails too, and the receipt shows both', async () => {
    const codes: ErrorCode[] = ['key_no_credit', 'key_rate_limited'];
    const error = await failure(
      attempt([target('byok'), target('platform')], { policy: 'on-error', signal }, async () => {
        throw new ProviderError(codes.shift() as 'key_no_credit', 'refused', 7);
      }),
    );
    expect(error.code).toBe('key_rate_limited');
    expect(error.retryAfterSeconds).toBe(7);
    expect(error.receipt).toMatchObject({ source: 'platform', fallbackReason: 'key_no_credit' });
    expect(error.receipt?.attempts.map((entry) => entry.outcome)).toEqual(['key_no_credit', 'key_rate_limited']);
  });

  it.each(['provider_overloaded', 'provider_unavailable'] as const)('retries %s twice on the same key, and the receipt has every call', async (outcome) => {
    let calls = 0;
    const { receipt } = await attempt([target('byok')], { policy: 'never', signal, retryBaseMs: 1 }, async () => {
      calls += 1;
      if (calls < 3) throw new ProviderError(outcome, 'busy');
      return 'late';
    });
    expect(calls).toBe(3);
    expect(receipt.attempts).toEqual([outcome, outcome, 'ok'].map((each) => ({ source: 'byok', provider: 'openai', outcome: each })));
    expect(receipt.fallbackReason).toBeUndefined();
  });

  it('asks the next key after a time-out, but never the same one again: it would be paid again', async () => {
    const asked: string[] = [];
    const { receipt } = await attempt([target('byok'), target('platform')], { policy: 'on-error', signal, retryBaseMs: 1 }, async ({ credential }) => {
      asked.push(credential.source);
      if (credential.source === 'byok') throw new ProviderError('provider_timeout', 'late');
      return 'served';
    });
    expect(asked).toEqual(['byok', 'platform']);
    expect(receipt.fallbackReason).toBe('provider_timeout');
  });

  it('obeys a provider that says that repetition will not help', async () => {
    let calls = 0;
    const run = attempt([target('byok')], { policy: 'never', signal, retryBaseMs: 1 }, async () => {
      calls += 1;
      throw new ProviderError('provider_overloaded', 'for good', undefined, undefined, { repeatable: false });
    });
    expect(await failure(run)).toMatchObject({ shouldRetry: false });
    expect(calls).toBe(1);
  });

  it('tells the client not to repeat what was repeated here, and leaves the rest to the code', async () => {
    const failing = (code: 'provider_overloaded' | 'key_rate_limited') =>
      failure(
        attempt([target('byok')], { policy: 'never', signal, retryBaseMs: 1 }, async () => {
          throw new ProviderError(code, 'busy');
        }),
      );
    expect((await failing('provider_overloaded')).shouldRetry).toBe(false);
    expect((await failing('key_rate_limited')).shouldRetry).toBeUndefined();
  });

  it('gives an own key, with all its retries, the time that the caller allows, and the next key its own', async () => {
    const deadlines: (number | undefined)[] = [];
    const options = { policy: 'on-error', signal, retryBaseMs: 60_000, ownKeyTimeoutMs: 1_000 } as const;
    const { receipt } = await attempt([target('byok'), target('platform')], options, async ({ credential, firstByteBy }) => {
      deadlines.push(firstByteBy);
      if (credential.source === 'byok') throw new ProviderError('provider_overloaded', 'busy');
      return 'served';
    });
    expect(deadlines[0]).toBeLessThanOrEqual(performance.now() + 1_000);
    expect(deadlines.slice(1)).toEqual([undefined]);
    expect(receipt.attempts.map(({ outcome }) => outcome)).toEqual(['provider_overloaded', 'ok']);
  });

  it('neither repeats an answer that was paid for nor pays another key for it', async () => {
    let calls = 0;
    const error = await failure(
      attempt([target('byok'), target('platform')], { policy: 'on-error', signal }, async () => {
        calls += 1;
        throw new ProviderError('provider_unavailable', 'ended without words', undefined, undefined, { repeatable: false, fallsBack: false });
      }),
    );
    expect(calls).toBe(1);
    expect(error).toMatchObject({ code: 'provider_unavailable', repeatable: false, receipt: { source: 'byok' } });
  });

  it('asks the next key at once when an answer was not in the format of its provider', async () => {
    const asked: string[] = [];
    const { receipt } = await attempt([target('byok'), target('platform')], { policy: 'on-error', signal }, async ({ credential }) => {
      asked.push(credential.source);
      if (credential.source === 'byok') throw new ProviderError('provider_unavailable', 'no JSON', undefined, undefined, { repeatable: false });
      return 'served';
    });
    expect(asked).toEqual(['byok', 'platform']);
    expect(receipt).toMatchObject({ source: 'platform', fallbackReason: 'provider_unavailable' });
  });

  it('does not wait when the provider asks for a pause longer than a request should take', async () => {
    let calls = 0;
    const error = await failure(
      attempt([target('byok')], { policy: 'never', signal }, async () => {
        calls += 1;
        throw new ProviderError('provider_overloaded', 'busy', 60);
      }),
    );
    expect(calls).toBe(1);
    expect(isOutage(error.code)).toBe(true);
    expect(error.retryAfterSeconds).toBe(60);
  });

  it('never takes a programming error for a provider failure', async () => {
    const run = attempt([target('byok'), target('platform')], { policy: 'on-error', signal }, async () => {
      throw new TypeError('broken');
    });
    await expect(run).rejects.toBeInstanceOf(TypeError);
  });
});
