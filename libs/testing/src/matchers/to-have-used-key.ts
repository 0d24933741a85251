import { fingerprintOf, type SandboxCall } from '#sandbox';
import { SentCall } from '../sandbox/sent-call.js';
import type { MatcherResult } from './matcher-result.js';

/** Holds when a call of the sandbox (of `sent` or `calls`) presented this key to the provider. The key stands in no message. */
export function toHaveUsedKey(received: unknown, key: string): MatcherResult {
  const pass = usesKey(received, key);
  return { pass, message: () => (pass ? 'Expected the provider to be called with another key.' : 'Expected the provider to be called with this key, but it was called with another one, or with none.') };
}

function usesKey(call: unknown, key: string): boolean {
  if (call instanceof SentCall) return call.usedKey(key);
  if (typeof call === 'object' && call !== null && 'keyFingerprint' in call) return (call as SandboxCall).keyFingerprint === fingerprintOf(key);
  throw new TypeError('toHaveUsedKey looks at one call of a sandbox, such as sandbox.openai.sent[0]; this is none.');
}
