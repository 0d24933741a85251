import { mayReadMetrics } from './metrics-access.js';

const request = (remoteAddress: string | undefined, headers: Record<string, string> = {}) =>
  ({ headers, socket: { remoteAddress } }) as unknown as Parameters<typeof mayReadMetrics>[0];

describe('mayReadMetrics', () => {
  it.each(['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1'])('lets %s read without a token', (address) => {
    expect(mayReadMetrics(request(address), undefined)).toBe(true);
  });

  it.each(['10.0.0.1', '192.168.1.2', '::ffff:10.0.0.1', 'fe80::1', '127.evil', '', undefined])('refuses %s without a token', (address) => {
    expect(mayReadMetrics(request(address), undefined)).toBe(false);
  });

  it.each(['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'])('refuses what came through a proxy that says %s', (header) => {
    expect(mayReadMetrics(request('127.0.0.1', { [header]: '127.0.0.1' }), undefined)).toBe(false);
  });

  it('wants the token from everybody once there is one', () => {
    expect(mayReadMetrics(request('127.0.0.1'), 'secret-token')).toBe(false);
    for (const wrong of ['Bearer secret-toke', 'Bearer secret-tokens', 'Basic secret-token', 'Bearer', 'secret-token', 'Bearer a secret-token']) {
      expect(mayReadMetrics(request('127.0.0.1', { authorization: wrong }), 'secret-token')).toBe(false);
    }
    expect(mayReadMetrics(request('203.0.113.9', { authorization: 'Bearer secret-token' }), 'secret-token')).toBe(true);
    expect(mayReadMetrics(request('203.0.113.9', { authorization: 'bearer secret-token' }), 'secret-token')).toBe(true);
  });
});
