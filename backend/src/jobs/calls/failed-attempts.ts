import type { AttemptRecord, CredentialSource, Receipt } from '#contracts';
import type { RouteTarget } from '#nestjs-byok';
import { ProviderError } from '#providers';

/** What has failed so far of one call of a job, and whether a rate limit was among it. */
export class FailedAttempts {
  readonly #attempts: AttemptRecord[] = [];
  readonly #limits: { readonly source: CredentialSource; readonly seconds: number | undefined }[] = [];
  #last: RouteTarget | undefined;

  add(target: RouteTarget, error: unknown): void {
    if (!(error instanceof ProviderError)) return;
    const { source, provider, place } = target.credential;
    this.#attempts.push({ source, provider, ...(place === 1 ? {} : { place }), outcome: error.code });
    this.#last = target;
    if (error.code === 'key_rate_limited') this.#limits.push({ source, seconds: error.retryAfterSeconds });
  }

  get isLimited(): boolean {
    return this.#limits.length > 0;
  }

  /** Whether a limit of the user's own key was among it. */
  get isOwnKeyLimited(): boolean {
    return this.#limits.some(({ source }) => source === 'byok');
  }

  /** The shortest wait, in seconds, that a provider asked for; undefined when none said. */
  get askedSeconds(): number | undefined {
    const known = this.#limits.flatMap(({ seconds }) => seconds ?? []);
    return known.length === 0 ? undefined : Math.min(...known);
  }

  /** Undefined before the first failure. */
  receipt(): Receipt | undefined {
    if (this.#last === undefined) return undefined;
    const { credential, model, tier } = this.#last;
    return { source: credential.source, provider: credential.provider, model, tier, attempts: this.#attempts };
  }
}
