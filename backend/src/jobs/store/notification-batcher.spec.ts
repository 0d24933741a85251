import { setTimeout as sleep } from 'node:timers/promises';
import { NotificationBatcher } from './notification-batcher.js';

function collecting(): { sent: string[]; announcements: NotificationBatcher } {
  const sent: string[] = [];
  return { sent, announcements: new NotificationBatcher((message) => Promise.resolve(sent.push(message))) };
}

describe('announcements', () => {
  it('go out at once, and those of the next moment together', async () => {
    const { sent, announcements } = collecting();
    announcements.add('a', 'active');
    await sleep(5);
    expect(sent).toEqual(['a active']);
    announcements.add('b', 'active');
    announcements.add('c', 'active');
    announcements.add('b', 'completed');
    await sleep(60);
    expect(sent).toEqual(['a active', 'b completed\nc active']);
    announcements.add('d', 'active');
    await sleep(5);
    expect(sent).toHaveLength(3);
  });

  it('fit into a notification each, however many there are', async () => {
    const { sent, announcements } = collecting();
    for (let n = 0; n < 250; n += 1) announcements.add(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`, 'cancelled');
    await sleep(5);
    expect(sent).toHaveLength(3);
    for (const message of sent) expect(Buffer.byteLength(message)).toBeLessThan(8000);
    expect(sent.join('\n').split('\n')).toHaveLength(250);
  });

  it('go on after one that failed', async () => {
    const sent: string[] = [];
    const announcements = new NotificationBatcher((message) => (sent.push(message) === 1 ? Promise.reject(new Error('away')) : Promise.resolve()));
    announcements.add('a', 'active');
    await sleep(5);
    announcements.add('b', 'active');
    await sleep(60);
    expect(sent).toEqual(['a active', 'b active']);
  });
});
