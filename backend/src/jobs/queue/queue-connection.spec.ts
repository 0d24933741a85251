import { openQueueConnection } from './queue-connection.js';

describe('a Redis that the queue is to be in', () => {
  it('but does not answer stops the start with a line that names QUEUE_URL, and nothing of its value', async () => {
    const opened = openQueueConnection({ queueUrl: 'redis://somebody:pa55word@127.0.0.1:1' }, undefined as never);
    const error = await opened.then(
      () => undefined,
      (reason: Error) => reason,
    );
    expect(error?.message).toMatch(/^QUEUE_URL: .*ECONNREFUSED.* as in redis:\/\//);
    expect(error?.message).not.toMatch(/somebody|pa55word|127\.0\.0\.1/);
  });
});
