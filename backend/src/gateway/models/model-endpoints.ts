import type { Ability } from '#contracts';

/** Routes of /api/v1 that take a model, by what it must be able to do. */
const ENDPOINTS: readonly (readonly [ability: Ability, path: string])[] = [
  ['chat', '/api/v1/chat/completions'],
  ['chat', '/api/v1/responses'],
  ['embedding', '/api/v1/embeddings'],
  ['transcription', '/api/v1/audio/transcriptions'],
];

/** Where under /api/v1 a model can be called; empty for one that can't be. */
export function endpointsOf(abilities: readonly Ability[]): string[] {
  return ENDPOINTS.filter(([ability]) => abilities.includes(ability)).map(([, path]) => path);
}
