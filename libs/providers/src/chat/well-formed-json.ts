/** `JSON.stringify` writes halves of surrogate pairs as escapes, and nothing else that begins so. */
const HALF = /\\ud[89a-f]/;
const ESCAPE = /\\(?:ud[89a-f][0-9a-f]{2}|[^])/g;

/**
 * The same JSON with U+FFFD for each half of a surrogate pair, in names too: OpenAI takes them, other providers
 * refuse the whole body. Models write some into arguments, which then stand in the conversation.
 * @param json as `JSON.stringify` writes it
 */
export function wellFormedJson(json: string): string {
  return HALF.test(json) ? json.replace(ESCAPE, (escape) => (escape.length === 6 ? '\uFFFD' : escape)) : json;
}
