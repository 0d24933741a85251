/** What authentication must know of the models' catalog: which names it has. Provided by the catalog's module. */
export abstract class ModelNames {
  /** The catalog's id of a model, by id or `<provider>/<id>`; undefined when it has none of this name. */
  abstract idOf(name: string): string | undefined;
}
