import { fingerprintOf, type SandboxCall } from '#sandbox';

/**
 * The names of the keys that calls used, in order, so that a test can compare and print them; `unknown` for any other.
 * @param names keys by the names that the test gives them
 */
export function keysUsed(calls: readonly SandboxCall[], names: Readonly<Record<string, string>>): string[] {
  const byFingerprint = new Map(Object.entries(names).map(([name, key]) => [fingerprintOf(key), name]));
  return calls.map(({ keyFingerprint }) => byFingerprint.get(keyFingerprint ?? '') ?? 'unknown');
}
