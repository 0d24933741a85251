import { ENVELOPE_FLAWS, parseEnvelope } from '#transit';
import type { MatcherResult } from './matcher-result.js';

/** Holds for a well-formed envelope: what a client sends, or a job carries, in place of a key. It may still be too old, or another's. */
export function toBeSealedKey(received: unknown): MatcherResult {
  const parsed = parseEnvelope(typeof received === 'string' ? received : '');
  return { pass: parsed.ok, message: () => (parsed.ok ? 'Expected no sealed key.' : `Expected a sealed key, but ${ENVELOPE_FLAWS[parsed.flaw]}.`) };
}
