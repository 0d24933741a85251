import {
  CODE_STATUS,
  CREDENTIAL_SOURCES,
  RECEIPT_HEADERS,
  isProvider,
  type AttemptRecord,
  type CredentialSource,
  type ErrorCode,
  type Receipt,
  type Tier,
} from '#contracts';

/** Both Angular's HttpHeaders and the browser's Headers are one. */
export interface HeaderReader {
  get(name: string): string | null;
}

function isSource(value: unknown): value is CredentialSource {
  return (CREDENTIAL_SOURCES as readonly unknown[]).includes(value);
}

function isErrorCode(value: string | null | undefined): value is ErrorCode {
  return value !== null && value !== undefined && Object.hasOwn(CODE_STATUS, value);
}

function readAttempt(entry: string): AttemptRecord | undefined {
  const [payer = '', provider, outcome] = entry.trim().split(':');
  // `byok-2`: the second of several own keys.
  const [, source, place] = /^([a-z]+)(?:-([23]))?$/.exec(payer) ?? [];
  if (!isSource(source) || !isProvider(provider)) return undefined;
  if (outcome !== 'ok' && !isErrorCode(outcome)) return undefined;
  return { source, provider, ...(place === undefined ? {} : { place: Number(place) as 2 | 3 }), outcome };
}

/** Who paid, from the response headers; undefined when no provider was called or a header is not as agreed. */
export function readReceipt(headers: HeaderReader): Receipt | undefined {
  const source = headers.get(RECEIPT_HEADERS.source);
  const provider = headers.get(RECEIPT_HEADERS.provider);
  if (!isSource(source) || !isProvider(provider)) return undefined;
  const tier = Number(headers.get(RECEIPT_HEADERS.tier) ?? 0);
  const fallbackReason = headers.get(RECEIPT_HEADERS.fallbackReason);
  const attempts = (headers.get(RECEIPT_HEADERS.attempts) ?? '').split(',').map(readAttempt);
  return {
    source,
    provider,
    model: headers.get(RECEIPT_HEADERS.model) ?? '',
    tier: (tier >= 0 && tier <= 3 ? Math.trunc(tier) : 0) as Tier,
    attempts: attempts.filter((attempt) => attempt !== undefined),
    ...(isErrorCode(fallbackReason) ? { fallbackReason } : {}),
  };
}
