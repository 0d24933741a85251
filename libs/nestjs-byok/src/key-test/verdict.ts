import type { KeyHint, ProviderCode, Verdict } from '#contracts';

/**
 * What the two steps of a key check found. `undefined` code: the step succeeded. A call whose content was refused
 * counts as success: reasoning models refuse to stop after one token, and the key had opened the door.
 */
export interface CheckFindings {
  readonly list: ProviderCode | undefined;
  /** Undefined step: nothing was there to generate with. */
  readonly generation: { readonly code: ProviderCode | undefined } | undefined;
}

const BY_CODE: Readonly<Record<Exclude<ProviderCode, 'request_invalid' | 'content_blocked'>, Verdict>> = {
  key_invalid: 'invalid',
  key_no_credit: 'valid_no_credit',
  key_rate_limited: 'rate_limited',
  key_forbidden: 'valid_restricted',
  region_unsupported: 'region_unsupported',
  provider_overloaded: 'unreachable',
  provider_unavailable: 'unreachable',
  provider_timeout: 'unreachable',
};

/** The code that decides: what generation met, else what the list met. */
export function decidingCode({ list, generation }: CheckFindings): keyof typeof BY_CODE | undefined {
  const code = generation === undefined ? list : generation.code;
  return code === 'request_invalid' || code === 'content_blocked' ? undefined : code;
}

/** The one verdict for what a check found (contract, section 6). What our catalog has or lacks plays no part. */
export function verdictOf(findings: CheckFindings): Verdict {
  const code = decidingCode(findings);
  if (code !== undefined) return BY_CODE[code];
  return findings.list === undefined ? 'valid' : 'valid_restricted';
}

const DETAILS: Readonly<Record<Verdict, string>> = {
  valid: 'The key works: it lists models and generates.',
  valid_no_credit: 'The key is right, but its account has no credit left. Add credit at the provider; the key need not change.',
  valid_restricted: "The key is right but restricted: it may not list models, or is refused a model that its provider lists for it. Check its permissions at the provider.",
  invalid: 'The provider does not know this key. Copy it again, or make a new one.',
  region_unsupported: 'The provider does not serve the country that the call came from. The key itself may be right.',
  rate_limited: 'The provider is limiting this key right now. The key is right; try again in a minute.',
  unreachable: 'The provider did not answer properly. This says nothing about the key; try again in a moment.',
};

const HINTS: Readonly<Record<KeyHint, string>> = {
  admin_key: 'This is a key for managing an organisation: it can never call a model. Make an ordinary API key.',
  oauth_token: 'This is the token of a signed-in program, not an API key, and works in that program only. Make an API key in the Claude Console.',
  old_key: 'Google no longer takes keys of this older kind (AIza…). Make a new one in AI Studio; new keys begin with AQ.',
};

/** A sentence for the verdict that says what to do; for a key of a kind that can't work, what does. */
export function detailOf(verdict: Verdict, hint?: KeyHint): string {
  return hint === undefined ? DETAILS[verdict] : `${DETAILS[verdict]} ${HINTS[hint]}`;
}
