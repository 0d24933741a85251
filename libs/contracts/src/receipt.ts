import type { ErrorCode } from './codes.js';
import type { Tier } from './plans.js';
import type { CredentialSource, ProviderId } from './providers.js';

/** One credential tried at one provider. */
export interface AttemptRecord {
  source: CredentialSource;
  provider: ProviderId;
  outcome: ErrorCode | 'ok';
}

/** Which key served a call, or which were tried. Never holds a key. */
export interface Receipt {
  source: CredentialSource;
  provider: ProviderId;
  /** The catalog's id; absent for calls without a model, such as a provider's list of models. */
  model?: string;
  tier?: Tier;
  attempts: readonly AttemptRecord[];
  /** Roubles that were set aside for the call before it went out; absent where nothing was. */
  costEstimateRub?: number;
  /** What was left out of the call that served: names of parameters or of beta features, already fit to be shown. */
  dropped?: readonly string[];
  /** The code that made the previous credential give way; absent without a fallback. */
  fallbackReason?: ErrorCode;
}

/** The form of `x-byok-attempts`: `<source>:<provider>:<code or ok>`, comma-separated. */
export function formatAttempts(attempts: readonly AttemptRecord[]): string {
  let text = '';
  for (const { source, provider, outcome } of attempts) text += `${text === '' ? '' : ','}${source}:${provider}:${outcome}`;
  return text;
}
