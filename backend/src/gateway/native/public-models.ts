import type { ByokProviderId } from '#contracts';
import type { Catalog } from '../../byok/strategy/catalog/index.js';

type Listed = Record<string, unknown>;

const idOf = ({ id, name }: Listed): string => String(id ?? name ?? '').replace(/^models\//, '');

/**
 * A provider's list of models without those that are the key owner's own, such as fine-tuned ones: what the catalog
 * knows stays. For the platform's key, whose account is nobody's business.
 */
export function publicModels(list: unknown, provider: ByokProviderId, catalog: Catalog): unknown {
  if (typeof list !== 'object' || list === null) return {};
  const isPublic = (model: unknown): model is Listed =>
    typeof model === 'object' && model !== null && catalog.resolve(`${provider}/${idOf(model as Listed)}`)?.entry.provider === provider;
  const filtered: Listed = { ...list };
  for (const field of ['data', 'models']) {
    const models = filtered[field];
    if (!Array.isArray(models)) continue;
    const shown = models.filter(isPublic);
    filtered[field] = shown;
    if ('first_id' in filtered) filtered['first_id'] = shown[0]?.['id'] ?? null;
    if ('last_id' in filtered && filtered['has_more'] !== true) filtered['last_id'] = shown.at(-1)?.['id'] ?? null;
  }
  return filtered;
}
