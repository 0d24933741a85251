import { PasswordHasher } from './password-hasher.service.js';

describe('passwords that are checked at once', () => {
  it('wait for each other, up to a bound, and all that wait are answered', async () => {
    const hasher = new PasswordHasher();
    const good = await hasher.hash('correct horse');
    const answers = await Promise.allSettled(Array.from({ length: 200 }, (_, index) => hasher.verify(good, index % 2 === 0 ? 'correct horse' : 'battery')));
    const refused = answers.filter((answer) => answer.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThanOrEqual(100);
    for (const { reason } of refused) expect(reason).toMatchObject({ code: 'rate_limited', retryAfterSeconds: 2 });
    answers.forEach((answer, index) => answer.status === 'fulfilled' && expect(answer.value).toBe(index % 2 === 0));
    expect(await hasher.verify(good, 'correct horse')).toBe(true);
  }, 60_000);
});
