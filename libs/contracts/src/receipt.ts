import type { ErrorCode } from './codes.js';
import type { Tier } from './plans.js';
import type { CredentialSource, ProviderId } from './providers.js';

/** One credential tried at one provider. */
export interface AttemptRecord {
  source: CredentialSource;
  provider: ProviderId;
  /** Which of the user's own keys; absent for the first, and for the platform's. */
  place?: 2 | 3;
  outcome: ErrorCode | 'ok';
}

/** An attempt in a signed receipt. `aborted`: it was under way when the client left or the job was stopped. */
export type RecordedAttempt = Omit<AttemptRecord, 'outcome'> & { outcome: AttemptRecord['outcome'] | 'aborted' };

/** Which key served a call, or which were tried. Never holds a key. */
export interface Receipt {
  /** `x-byok-receipt-id`: where the signed receipt is found; absent where nobody issues them. */
  id?: string;
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
  /** When the model stops and what follows it, `<date>; <successor>`, where that is within 60 days or past. */
  sunset?: string | undefined;
  /** The transit key to which the envelope of the own key was sealed; absent for a plain or the platform's key. */
  envelopeKid?: string | undefined;
  /** The code that made the previous credential give way; absent without a fallback. */
  fallbackReason?: ErrorCode;
}

/** The form of `x-byok-attempts`: `<source>:<provider>:<code or ok>`, comma-separated; a further own key's source is `byok-2`. */
export function formatAttempts(attempts: readonly RecordedAttempt[]): string {
  let text = '';
  for (const { source, provider, place, outcome } of attempts) {
    text += `${text === '' ? '' : ','}${source}${place === undefined ? '' : `-${place}`}:${provider}:${outcome}`;
  }
  return text;
}

/** The receipt of a call as it is recorded and signed. One that was aborted before its answer was sent to nobody. */
export type RecordedReceipt = Omit<Receipt, 'attempts'> & { readonly attempts: readonly RecordedAttempt[] };
