import { Injectable } from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { isKeyFailure, type ProviderId, type RecordedAttempt } from '#contracts';
import { PLATFORM_KEY_FILE_NAMES } from '../config/index.js';
import { MetricsRegistry } from '../prometheus/index.js';
import { UsageRecorder } from '../usage/index.js';

/** The log repeats a failure that goes on no more often than that, in milliseconds. */
const REPEAT_MS = 10 * 60_000;

/** Tells the operator when a key of the platform's fails by itself, in calls and in jobs. The process stays ready: users' own keys work. */
@Injectable()
export class PlatformKeyWatch {
  readonly #failures;
  /** By provider what was told of its key, and when. */
  readonly #told = new Map<ProviderId, Map<string, number>>();

  constructor(
    recorder: UsageRecorder,
    metrics: MetricsRegistry,
    @InjectPinoLogger('PlatformKeys') private readonly logger: PinoLogger,
  ) {
    this.#failures = metrics.counter('byok_platform_key_failures_total', "Calls at which a key of the platform's failed by itself.", ['provider', 'code']);
    recorder.listen(({ receipt }) => {
      for (const attempt of receipt.attempts) if (attempt.source === 'platform') this.#note(attempt);
    });
  }

  /** Another key pays from now on: nothing is known of it. */
  replaced(provider: ProviderId): void {
    this.#told.delete(provider);
  }

  #note({ provider, outcome }: RecordedAttempt): void {
    if (outcome === 'ok') {
      if (this.#told.delete(provider)) this.logger.info(`The platform's key for ${provider} works again.`);
    } else if (outcome !== 'aborted' && (isKeyFailure(outcome) || outcome === 'region_unsupported')) {
      this.#failures.add(1, `${provider}:${outcome}`);
      this.#tell(provider, outcome);
    }
  }

  #tell(provider: ProviderId, code: string): void {
    const told = this.#told.get(provider) ?? new Map<string, number>();
    this.#told.set(provider, told);
    const now = Date.now();
    if (now - (told.get(code) ?? Number.NEGATIVE_INFINITY) < REPEAT_MS) return;
    told.set(code, now);
    this.logger.warn({ provider, code }, `The platform's key for ${provider} failed (${code}): calls that it should pay end with an error. A key in the file that ${PLATFORM_KEY_FILE_NAMES[provider]} names can be replaced without a restart.`);
  }
}
