/** Decorators for `@nestjs/swagger`, which an application without an API description need not install. */
import { applyDecorators } from '@nestjs/common';
import { ApiHeader, ApiResponse } from '@nestjs/swagger';
import { BYOK_PROVIDERS, FALLBACK_HEADER, FALLBACK_POLICIES, KEY_HEADERS, TIMEOUT_HEADER, type ByokProviderId } from '#contracts';

/** What a route marked `@UseByok()` answers when something is wrong with the key. */
const REFUSALS = [
  { status: 400, description: 'No key was sent, it has no form of a key, or its envelope does not open: `key_required`, `key_malformed`, `envelope_…`.' },
  { status: 401, description: 'Nobody is signed in, or the provider refused the key: `unauthenticated`, `key_invalid`.' },
  { status: 402, description: "The key's account has no credit: `key_no_credit`." },
  { status: 429, description: 'The provider limits this key: `key_rate_limited`.' },
] as const;

/** Describes the headers of a route marked `@UseByok()`. @param providers whose keys it takes; none: all */
export function ApiByok(...providers: readonly ByokProviderId[]): ClassDecorator & MethodDecorator {
  const named = providers.length === 0 ? BYOK_PROVIDERS : providers;
  return applyDecorators(
    ...named.map((provider) => ApiHeader({ name: KEY_HEADERS[provider], required: false, description: `The user's own ${provider} key: an envelope sealed to the transit key, or the plain key.` })),
    ApiHeader({ name: FALLBACK_HEADER, required: false, description: 'Whether another key may pay when this one fails.', schema: { type: 'string', enum: [...FALLBACK_POLICIES] } }),
    ApiHeader({ name: TIMEOUT_HEADER, required: false, description: 'Milliseconds that an own key has to its first byte.', schema: { type: 'integer', minimum: 1 } }),
    ...REFUSALS.map(({ status, description }) => ApiResponse({ status, description, content: { 'application/problem+json': { schema: { type: 'object' } } } })),
  );
}
