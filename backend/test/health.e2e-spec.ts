import { HealthChecks } from '../src/health/health-checks.service.js';
import { startAccounts, type AccountsApplication } from './support/accounts-application.js';

let accounts: AccountsApplication;
beforeAll(async () => {
  accounts = await startAccounts();
});
afterAll(() => accounts.close());

describe('health', () => {
  it('is open, whatever credentials come along', async () => {
    for (const headers of [{}, { authorization: 'Bearer nonsense' }, { cookie: 'byok_access=nonsense' }]) {
      const live = await accounts.call('get', '/api/health/live').set(headers).expect(200);
      expect(live.body).toEqual({ status: 'ok' });
      expect((await accounts.call('get', '/api/health/ready').set(headers).expect(200)).body).toMatchObject({ status: 'ok', checks: { database: 'ok' } });
    }
  });

  it('is not ready while a check fails or hangs, and says which', async () => {
    const checks = accounts.application.get(HealthChecks);
    checks.add('broken', () => Promise.reject(new Error('secret detail')));
    checks.add('hanging', () => new Promise(() => undefined));
    const response = await accounts.call('get', '/api/health/ready').expect(503);
    expect(response.body).toMatchObject({ code: 'unavailable', detail: 'Not ready: broken, hanging failed.' });
    expect(response.headers['retry-after']).toBe('5');
    expect(JSON.stringify(response.body)).not.toContain('secret detail');
    await accounts.call('get', '/api/health/live').expect(200);
  });
});
