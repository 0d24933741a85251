import type { CatalogView } from '#contracts';

/** A model that sees pictures, to be proposed for one that doesn't. */
export interface SeeingModel {
  /** `<provider>/<id>`, or `auto` where the provider has none. */
  value: string;
  name: string;
}

/** The nearest in strength of the same provider that the plan allows; else the server chooses. @param model `<provider>/<id>` */
export function seeingModel(catalog: CatalogView, model: string): SeeingModel {
  const [owner = '', ...rest] = model.split('/');
  const models = catalog.providers.find(({ id }) => id === owner)?.models ?? [];
  const tier = models.find(({ id }) => id === rest.join('/'))?.tier ?? catalog.maxTier;
  const seeing = models.filter(({ allowed, abilities, stopsSoon }) => allowed && !stopsSoon && abilities.includes('chat') && abilities.includes('vision'));
  const [nearest] = seeing.sort((one, other) => Math.abs(one.tier - tier) - Math.abs(other.tier - tier));
  return nearest ? { value: `${owner}/${nearest.id}`, name: nearest.id } : { value: 'auto', name: '' };
}
