import { CODE_HEADER, REQUEST_ID_HEADER, statusOf, type ErrorCode } from '#contracts';
import { ref, type JsonObject } from '../json.js';
import { ERROR_GUIDE } from './error-guide.js';
import { RECEIPT } from './headers.js';

/** Whose error body a route answers with. */
export type ErrorFormat = 'product' | 'openai' | 'anthropic' | 'gemini';

const BODIES: Readonly<Record<ErrorFormat, { mediaType: string; schema: string }>> = {
  product: { mediaType: 'application/problem+json', schema: 'Problem' },
  openai: { mediaType: 'application/json', schema: 'OpenAiError' },
  anthropic: { mediaType: 'application/json', schema: 'AnthropicError' },
  gemini: { mediaType: 'application/json', schema: 'GeminiError' },
};

/** Codes that exist only once a provider was called, or a key chosen for it. */
const AFTER_A_CALL: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'key_invalid',
  'key_no_credit',
  'key_rate_limited',
  'key_forbidden',
  'region_unsupported',
  'provider_overloaded',
  'provider_unavailable',
  'provider_timeout',
  'request_invalid',
  'content_blocked',
]);

export const headerRefs = (names: readonly string[]): JsonObject =>
  Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));

/** The error responses of an operation, one for each status, each naming the codes that have it. */
export function errorResponses(codes: readonly ErrorCode[], format: ErrorFormat): Record<string, JsonObject> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of codes) byStatus.set(statusOf(code), [...(byStatus.get(statusOf(code)) ?? []), code]);
  const { mediaType, schema } = BODIES[format];
  return Object.fromEntries(
    [...byStatus].map(([status, ofStatus]) => [
      String(status),
      {
        description: ofStatus.map((code) => `\`${code}\`: ${ERROR_GUIDE[code]}`).join('\n\n'),
        headers: headerRefs(headersOf(format, status, ofStatus)),
        content: { [mediaType]: { schema: ref(schema) } },
      },
    ]),
  );
}

function headersOf(format: ErrorFormat, status: number, codes: readonly ErrorCode[]): string[] {
  return [
    REQUEST_ID_HEADER,
    CODE_HEADER,
    ...(status === 401 ? ['www-authenticate'] : []),
    ...(status === 429 || status === 503 ? ['retry-after'] : []),
    ...(format === 'product' ? [] : ['x-should-retry', 'retry-after-ms']),
    ...(codes.some((code) => AFTER_A_CALL.has(code)) ? RECEIPT : []),
  ];
}
