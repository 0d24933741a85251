import { redactText } from '#redaction';
import { currentCallScope } from '../credential/call-scope.js';
import { liveCredentials } from '../credential/credential.js';

/**
 * Masks a finished log line: first by the very value of the credentials in scope (outside a scope, of every
 * credential alive), then by pattern. In this order, since a pattern may match but a part of a key.
 */
export function maskLine(line: string): string {
  const scope = currentCallScope();
  let masked = line;
  const credentials = scope === undefined ? liveCredentials() : [...scope.credentials.values(), ...(scope.furtherCredentials ?? [])];
  for (const credential of credentials) masked = credential.mask(masked);
  return redactText(masked);
}
