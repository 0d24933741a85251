import type { Pool } from 'pg';
import { openForStatement } from '../../../test/support/forgotten-statements.js';
import { createTestDatabase } from '../../../test/support/test-database.js';
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

describe('a connection of the queue in PostgreSQL', () => {
  it('does not keep the statement for which it was opened', async () => {
    const database = await createTestDatabase();
    const queue = await openQueueConnection({ queueUrl: undefined }, { connectionString: () => database.databaseUrl, onRestart: () => () => undefined, close: async () => undefined });
    expect(await openForStatement(queue.options as Pool)).toEqual({ opened: 1, kept: false });
    await queue.close();
    await database.drop();
  });
});
