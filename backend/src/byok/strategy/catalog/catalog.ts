import {
  isProvider,
  maxTierOf,
  type CatalogProviderView,
  type CatalogView,
  type Plan,
  type ProviderId,
} from '#contracts';
import type { CatalogData, CatalogFileModel, CatalogFileProvider } from './catalog-data.js';
import type { CatalogEntry, CatalogMatch } from './catalog-entry.js';
import { readCatalogFile } from './catalog-file.js';
import { compilePattern, hasModelForm } from './model-pattern.js';
import { reaches } from '../tier/reach.js';

interface Provider {
  readonly id: ProviderId;
  readonly name: string;
  readonly keyUrl: string;
  readonly keyHint: string;
  readonly entries: readonly CatalogEntry[];
  readonly byId: ReadonlyMap<string, CatalogEntry>;
  readonly patterns: readonly { readonly expression: RegExp; readonly entry: CatalogEntry }[];
}

const GEMINI_PREFIX = 'models/';

/**
 * The models that the platform knows, and nothing else: a model that isn't here is refused.
 * Immutable; loaded once when the application starts. Providers and models keep the order of the file,
 * which is the order of preference.
 */
export class Catalog {
  readonly #providers: readonly Provider[];
  readonly #entries: readonly CatalogEntry[];

  constructor(data: CatalogData) {
    this.#providers = data.providers.map(toProvider);
    this.#entries = Object.freeze(this.#providers.flatMap((provider) => provider.entries));
  }

  /**
   * Reads `file`, or the catalog that comes with the application.
   * @throws ConfigurationError of one line that names CATALOG_FILE, the file's line and what is wrong
   */
  static load(file?: string): Catalog {
    return new Catalog(readCatalogFile(file));
  }

  /**
   * Finds a model by id, `<provider>/<id>`, dated version, or for Gemini `models/<id>`. Upper and lower case
   * matter. `openai/<id>` is OpenAI's `<id>` when there is one, and else an id that has the slash in it.
   */
  resolve(model: string): CatalogMatch | undefined {
    if (!hasModelForm(model)) return undefined;
    const slash = model.indexOf('/');
    const prefix = slash > 0 ? model.slice(0, slash) : undefined;
    if (isProvider(prefix)) {
      const named = this.#providers.find((provider) => provider.id === prefix);
      const match = named && find(named, model.slice(slash + 1));
      if (match) return match;
    }
    for (const look of [findExact, findDated]) {
      for (const provider of this.#providers) {
        const match = look(provider, localId(provider, model));
        if (match) return match;
      }
    }
    return undefined;
  }

  /** `GET /api/catalog`: every model, with those of the plan marked. */
  view(plan: Plan): CatalogView {
    const providers = this.#providers.map(
      (provider): CatalogProviderView => ({
        id: provider.id,
        name: provider.name,
        keyUrl: provider.keyUrl,
        keyHint: provider.keyHint,
        models: provider.entries.map((entry) => ({
          id: entry.id,
          tier: entry.tier,
          allowed: reaches(plan, entry.tier),
          contextTokens: entry.contextTokens,
          abilities: [...entry.abilities],
          pricing: { ...entry.pricing },
        })),
      }),
    );
    return { plan, maxTier: maxTierOf(plan), providers };
  }

  /** Names of the models that the plan allows, each one resolvable. */
  allowedModels(plan: Plan): string[] {
    return this.#entries.filter((entry) => reaches(plan, entry.tier)).map((entry) => this.nameOf(entry));
  }

  /** The shortest name that resolves to just this entry: its id, or `<provider>/<id>` when that is another one's too. */
  nameOf(entry: CatalogEntry): string {
    return this.resolve(entry.id)?.entry === entry ? entry.id : `${entry.provider}/${entry.id}`;
  }

  /** Providers with at least one model, in the order of preference. */
  providerIds(): ProviderId[] {
    return this.#providers.filter((provider) => provider.entries.length > 0).map((provider) => provider.id);
  }

  modelsOf(provider: ProviderId): readonly CatalogEntry[] {
    return this.#providers.find((candidate) => candidate.id === provider)?.entries ?? [];
  }

  all(): readonly CatalogEntry[] {
    return this.#entries;
  }
}

function toProvider(source: CatalogFileProvider): Provider {
  const pairs = source.models.map((model) => ({ model, entry: toEntry(source.id, model) }));
  return {
    id: source.id,
    name: source.name,
    keyUrl: source.keyUrl,
    keyHint: source.keyHint,
    entries: Object.freeze(pairs.map(({ entry }) => entry)),
    byId: new Map(pairs.map(({ entry }) => [entry.id, entry])),
    patterns: pairs.flatMap(({ model, entry }) =>
      (model.patterns ?? []).map((pattern) => ({ expression: compilePattern(pattern), entry })),
    ),
  };
}

function toEntry(provider: ProviderId, model: CatalogFileModel): CatalogEntry {
  const { inputRubPerMillion, outputRubPerMillion, audioRubPerHour } = model.pricing;
  return Object.freeze({
    provider,
    id: model.id,
    tier: model.tier,
    contextTokens: model.contextTokens,
    abilities: Object.freeze([...model.abilities]),
    pricing: Object.freeze({
      inputRubPerMillion,
      outputRubPerMillion,
      ...(audioRubPerHour === undefined ? {} : { audioRubPerHour }),
    }),
  });
}

function localId(provider: Provider, model: string): string {
  return provider.id === 'gemini' && model.startsWith(GEMINI_PREFIX) ? model.slice(GEMINI_PREFIX.length) : model;
}

function find(provider: Provider, model: string): CatalogMatch | undefined {
  const id = localId(provider, model);
  return findExact(provider, id) ?? findDated(provider, id);
}

function findExact(provider: Provider, id: string): CatalogMatch | undefined {
  const entry = provider.byId.get(id);
  return entry && { entry, upstreamModel: entry.id };
}

function findDated(provider: Provider, id: string): CatalogMatch | undefined {
  const pattern = provider.patterns.find(({ expression }) => expression.test(id));
  return pattern && { entry: pattern.entry, upstreamModel: id };
}
