import { Injectable } from '@nestjs/common';

/** Resolves when what it checks works, else rejects. */
export type HealthCheck = () => Promise<unknown>;

const TIMEOUT_MS = 2_000;

/** What `GET /api/health/ready` asks. Modules add their own in `onModuleInit`. */
@Injectable()
export class HealthChecks {
  readonly #checks = new Map<string, HealthCheck>();

  add(name: string, check: HealthCheck): void {
    this.#checks.set(name, check);
  }

  /** Runs all at once; one that takes longer than two seconds has failed. */
  async run(): Promise<Record<string, 'ok' | 'failed'>> {
    const outcomes = [...this.#checks].map(async ([name, check]) => [name, await within(check)] as const);
    return Object.fromEntries(await Promise.all(outcomes));
  }
}

async function within(check: HealthCheck): Promise<'ok' | 'failed'> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'failed'>((resolve) => {
    timer = setTimeout(() => resolve('failed'), TIMEOUT_MS);
  });
  try {
    return await Promise.race([check().then(() => 'ok' as const), late]);
  } catch {
    return 'failed';
  } finally {
    clearTimeout(timer);
  }
}
