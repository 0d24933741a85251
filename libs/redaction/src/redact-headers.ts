import { REDACTED, redactText } from './redact-text.js';

/** Numbered names of further keys included. Linear: a field's name may be as long as a body. */
const KEY_NAME = /^x-byok-.*-key(?:-|$)/is;
const SECRET_NAME =
  /^(?:x-goog-api-key|x-api-key|x-xsrf-token|api[-_]?key|(?:proxy-)?authorization|(?:set-)?cookie|(?:access|refresh|id)[-_]?token|client[-_]?secret|password|secret|token)$/i;

/** Whether a header or field of this name holds a secret, whatever its value looks like. */
export function isSecretName(name: string): boolean {
  return KEY_NAME.test(name) || SECRET_NAME.test(name);
}

export type HeaderValues = Readonly<Record<string, string | readonly string[] | number | undefined>>;

/** A copy that may be logged: values of secret headers are gone, key-like strings in the others masked. */
export function redactHeaders(headers: HeaderValues, secrets?: readonly string[]): Record<string, string | string[]> {
  const copy: Record<string, string | string[]> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value === undefined) continue;
    if (isSecretName(name)) copy[name] = REDACTED;
    else if (typeof value === 'object') copy[name] = value.map((item) => redactText(item, secrets));
    else copy[name] = redactText(String(value), secrets);
  }
  return copy;
}
