import { clockAt } from '#nestjs-byok';

/** The day on which applications of tests live, whatever the calendar says: models come and go by it. */
export const TEST_DAY = clockAt('2026-11-29T12:00:00Z');
