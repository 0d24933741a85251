import type { PlainKeyText } from '#contracts';

/** `authorization: Bearer …` (RFC 6750). The result must not outlive the request it is made for. */
export function bearerHeader(key: PlainKeyText): Record<string, PlainKeyText> {
  // eslint-disable-next-line byok/no-secret-in-text -- the one text that holds a key: the header that authorizes its call
  return { authorization: `Bearer ${key}` as PlainKeyText };
}
