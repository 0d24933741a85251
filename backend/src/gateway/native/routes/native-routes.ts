import type { ByokProviderId } from '#contracts';
import { ANTHROPIC_ROUTES } from './anthropic.routes.js';
import { GEMINI_ROUTES } from './gemini.routes.js';
import type { NativeRoute } from './native-route.js';
import { OPENAI_ROUTES } from './openai.routes.js';

/** The paths that pass through; every other is 404 (contract, section 6). */
export const NATIVE_ROUTES: Readonly<Record<ByokProviderId, readonly NativeRoute[]>> = {
  openai: OPENAI_ROUTES,
  anthropic: ANTHROPIC_ROUTES,
  gemini: GEMINI_ROUTES,
};

/** The paths of a provider in words, each once: of Gemini's versions the one that its SDK uses. */
export function pathsInWords(provider: ByokProviderId): string {
  const paths = NATIVE_ROUTES[provider].map(({ path }) => path.replace('<version>', 'v1beta'));
  return [...new Set(paths)].join(', ');
}
