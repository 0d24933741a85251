import { BYOK_PROVIDERS, isProvider, type Preferences, type ProviderId } from '#contracts';

/** Countries under `data.country`. */
export type Country = 'usa' | 'russia';

/** Who stands behind each provider, by the provider's own terms; a request goes there, whoever pays. */
export const COMPANIES: Readonly<Record<ProviderId, { company: string; country: Country }>> = {
  gemini: { company: 'Google LLC', country: 'usa' },
  openai: { company: 'OpenAI OpCo, LLC', country: 'usa' },
  anthropic: { company: 'Anthropic, PBC', country: 'usa' },
  cloudru: { company: 'Cloud.ru LLC', country: 'russia' },
};

/**
 * Who may get a request: of an explicit model its provider, else all that the strategy chooses from.
 * @param model `auto` or `<provider>/<id>`
 */
export function recipientsOf(model: string, { strategy }: Pick<Preferences, 'strategy'>): readonly ProviderId[] {
  const provider = model.split('/', 1)[0] ?? '';
  if (isProvider(provider)) return [provider];
  return strategy === 'cloudru' ? ['cloudru'] : BYOK_PROVIDERS;
}
