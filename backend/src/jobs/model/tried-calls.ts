import type { AttemptRecord, CredentialSource, Receipt } from '#contracts';
import { ProviderError } from '#providers';
import type { CallTarget } from '../../byok/strategy/provider-strategy.service.js';

/** What has failed so far of one call of a job, and whether a rate limit was among it. */
export class TriedCalls {
  private readonly attempts: AttemptRecord[] = [];
  private readonly limits: { readonly source: CredentialSource; readonly seconds: number | undefined }[] = [];
  private last: CallTarget | undefined;

  add(target: CallTarget, error: unknown): void {
    if (!(error instanceof ProviderError)) return;
    const { source, provider } = target.credential;
    this.attempts.push({ source, provider, outcome: error.code });
    this.last = target;
    if (error.code === 'key_rate_limited') this.limits.push({ source, seconds: error.retryAfterSeconds });
  }

  get isLimited(): boolean {
    return this.limits.length > 0;
  }

  /** Whether a limit of the user's own key was among it. */
  get isOwnKeyLimited(): boolean {
    return this.limits.some(({ source }) => source === 'byok');
  }

  /** The shortest wait, in seconds, that a provider asked for; undefined when none said. */
  get toldSeconds(): number | undefined {
    const known = this.limits.flatMap(({ seconds }) => seconds ?? []);
    return known.length === 0 ? undefined : Math.min(...known);
  }

  /** Undefined before the first failure. */
  receipt(): Receipt | undefined {
    if (this.last === undefined) return undefined;
    const { credential, model, tier } = this.last;
    return { source: credential.source, provider: credential.provider, model, tier, attempts: this.attempts };
  }
}
