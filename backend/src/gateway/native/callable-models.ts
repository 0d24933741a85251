import type { ByokProviderId, CredentialSource } from '#contracts';
import { isAllowed, type Catalog, type Allowance } from '#nestjs-byok';

type Listed = Record<string, unknown>;

/** Who asks for a list, and whose key it was made with. */
export interface ListReader extends Allowance {
  readonly source: CredentialSource;
}

const idOf = ({ id, name }: Listed): string => String(id ?? name ?? '').replace(/^models\//, '');

/**
 * A provider's list of models without those that can't be called through us: which the catalog doesn't know, or the
 * plan or the token doesn't allow. Under the platform's key those of an own key go, too, such as fine-tuned ones: its
 * account is nobody's business.
 */
export function callableModels(list: unknown, provider: ByokProviderId, catalog: Catalog, reader: ListReader): unknown {
  if (typeof list !== 'object' || list === null) return {};
  const isCallable = (model: unknown): model is Listed => {
    if (typeof model !== 'object' || model === null) return false;
    const match = catalog.resolve(`${provider}/${idOf(model as Listed)}`);
    if (match?.entry.provider !== provider || !isAllowed(match.entry, reader)) return false;
    return reader.source === 'byok' || match.ownKeyOnly === undefined;
  };
  const filtered: Listed = { ...list };
  for (const field of ['data', 'models']) {
    const models = filtered[field];
    if (!Array.isArray(models)) continue;
    const shown = models.filter(isCallable);
    filtered[field] = shown;
    if ('first_id' in filtered) filtered['first_id'] = shown[0]?.['id'] ?? null;
    if ('last_id' in filtered && filtered['has_more'] !== true) filtered['last_id'] = shown.at(-1)?.['id'] ?? null;
  }
  return filtered;
}
