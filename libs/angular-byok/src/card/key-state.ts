import type { VaultEntry } from '../state/vault-entry.js';
import type { CatalogModelView, CatalogProviderView, Verdict } from '#contracts';

export type KeyState = 'none' | 'untested' | 'damaged' | Verdict;
export type KeyTone = 'good' | 'notice' | 'bad' | 'plain';

const TONES: Readonly<Record<KeyState, KeyTone>> = {
  none: 'plain',
  untested: 'plain',
  damaged: 'bad',
  valid: 'good',
  valid_no_credit: 'notice',
  valid_restricted: 'notice',
  invalid: 'bad',
  region_unsupported: 'bad',
  rate_limited: 'notice',
  unreachable: 'notice',
};

export function stateOf(entry: VaultEntry | undefined): KeyState {
  if (!entry) return 'none';
  return entry.damaged ? 'damaged' : (entry.check?.verdict ?? 'untested');
}

export function toneOf(state: KeyState): KeyTone {
  return TONES[state];
}

/** The catalog's models that the plan allows and, once the key was tested, that the key reaches; none for a bad key. */
export function openedModels(provider: CatalogProviderView | undefined, entry: VaultEntry | undefined): CatalogModelView[] {
  const allowed = (provider?.models ?? []).filter((model) => model.allowed);
  const { check } = entry ?? {};
  if (entry?.damaged || check?.verdict === 'invalid' || check?.verdict === 'region_unsupported') return [];
  return check && tellsModels(check.verdict) ? allowed.filter((model) => check.models.includes(model.id)) : allowed;
}

/** Whether a verdict says anything about models; a refusal before any list doesn't. */
export function tellsModels(verdict: Verdict): boolean {
  return verdict === 'valid' || verdict === 'valid_no_credit' || verdict === 'valid_restricted';
}
