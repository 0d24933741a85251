/** Where queues may be. */
export const QUEUE_BACKENDS = ['PostgreSQL', 'Redis'] as const;
