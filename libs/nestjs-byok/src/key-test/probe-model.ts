import type { CatalogEntry, ListedEntry } from '../strategy/catalog/catalog-entry.js';

/** What a provider listed for a key. */
export interface ListedModels {
  /** Models of our catalog. */
  readonly known: ReadonlySet<CatalogEntry>;
  /** Ids that our catalog lacks and that look like chat models; some, not all. */
  readonly others: readonly string[];
}

/** A model for the one token of a key check. */
export interface ProbeModel {
  readonly id: string;
  /** Undefined for one that our catalog lacks. */
  readonly entry: CatalogEntry | undefined;
}

/** Names of small models; a check should cost next to nothing. */
const SMALL = /nano|mini|lite|luna|haiku|flash/;

/**
 * The cheapest chat model that the key reaches: of the plan, else of the catalog, else one that looks like it, so that
 * a catalog behind its time accuses no good key. Without a list: the cheapest of the plan.
 * @param models of the provider, on these days
 */
export function chooseProbeModel(models: readonly ListedEntry[], allowed: readonly ListedEntry[], listed: ListedModels | undefined): ProbeModel | undefined {
  if (listed === undefined) return known(allowed);
  const reached = (entry: ListedEntry) => listed.known.has(entry);
  const other = listed.others.find((id) => SMALL.test(id)) ?? listed.others[0];
  return known(allowed.filter(reached)) ?? known(models.filter(reached)) ?? (other === undefined ? undefined : { id: other, entry: undefined });
}

function known(entries: readonly ListedEntry[]): ProbeModel | undefined {
  const [entry] = entries
    .filter(({ abilities }) => abilities.includes('chat'))
    .toSorted((a, b) => a.pricing.outputRubPerMillion - b.pricing.outputRubPerMillion);
  return entry && { id: entry.id, entry };
}
