import { ByokError } from '#contracts';
import { FailedCredentials } from './failed-credentials.service.js';

const unknown = new ByokError('unauthenticated', 'Unknown.');

describe('credentials that nobody has', () => {
  it('are rate_limited behind 1,000 a minute of one address, the IPv6 subscriber as one, and of no other', () => {
    const failed = new FailedCredentials();
    for (let count = 0; count < 1_000; count += 1) expect(failed.refuse(`2001:db8:1:2::${count}`, unknown)).toBe(unknown);
    expect(failed.isSuspect('2001:db8:1:2::1')).toBe(false);
    expect(failed.refuse('2001:db8:1:2::ffff', unknown)).toMatchObject({ code: 'rate_limited', retryAfterSeconds: expect.any(Number) });
    expect(failed.isSuspect('2001:db8:1:2::2')).toBe(true);
    expect(failed.refuse('2001:db8:1:3::1', unknown)).toBe(unknown);
  });

  it('are looked at one after the other then, at most 100 waiting, while others go first', async () => {
    const failed = new FailedCredentials();
    for (let count = 0; count <= 1_000; count += 1) failed.refuse('192.0.2.1', unknown);
    let atOnce = 0;
    let most = 0;
    const look = async (): Promise<string> => {
      most = Math.max(most, (atOnce += 1));
      await new Promise(setImmediate);
      atOnce -= 1;
      return 'looked';
    };
    const looks = Array.from({ length: 101 }, () => failed.inTurn('192.0.2.1', look));
    expect(await failed.inTurn('192.0.2.2', () => Promise.resolve('at once'))).toBe('at once');
    const answers = await Promise.allSettled(looks);
    expect(most).toBe(1);
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(100);
    expect(answers[100]).toMatchObject({ reason: { code: 'rate_limited' } });
  });

  it('of one suspect address keep no other suspect address from its turn', async () => {
    const failed = new FailedCredentials();
    for (const address of ['192.0.2.1', '192.0.2.3']) for (let count = 0; count <= 1_000; count += 1) failed.refuse(address, unknown);
    const looked: string[] = [];
    const look = (address: string) => failed.inTurn(address, () => Promise.resolve(looked.push(address)));
    const flood = Promise.allSettled(Array.from({ length: 150 }, () => look('192.0.2.1')));
    expect(await look('192.0.2.3')).toBe(2);
    await flood;
    expect(looked).toHaveLength(101);
  });
});
