import { isProvider, maxTierOf, type CatalogProviderView, type CatalogView, type Plan, type ProviderId } from '#contracts';
import { Clock } from '../../clock/index.js';
import { allowsTier } from '../tier/allows-tier.js';
import type { CatalogData, CatalogFileProvider } from './catalog-data.js';
import type { CatalogEntry, CatalogMatch, ListedEntry } from './catalog-entry.js';
import { readCatalogFile } from './catalog-file.js';
import { toEntry, toModelView } from './listed-model.js';
import { phaseOn, sunsetOn, utcDay } from './model-life.js';
import { compilePattern, hasModelForm } from './model-pattern.js';
import { UnlistedModels } from './unlisted-models.js';

interface Provider {
  readonly id: ProviderId;
  readonly name: string;
  readonly keyUrl: string;
  readonly keyHint: string;
  readonly entries: readonly ListedEntry[];
  readonly byId: ReadonlyMap<string, ListedEntry>;
  readonly patterns: readonly { readonly expression: RegExp; readonly entry: ListedEntry }[];
}

/** What the lists show on one day. */
interface Listed {
  readonly day: string;
  readonly entries: readonly ListedEntry[];
  readonly byProvider: ReadonlyMap<ProviderId, readonly ListedEntry[]>;
}

const GEMINI_PREFIX = 'models/';

/**
 * The models that the platform knows; one that isn't here is refused, unless one of the operator's patterns admits it
 * with the user's own key. Loaded once when the application starts; its lists follow the date: a model is in them from
 * `availableFrom` to `shutdownDate`. Providers and models keep the order of the file, which is the order of preference.
 */
export class Catalog {
  readonly #providers: readonly Provider[];
  readonly #entries: readonly ListedEntry[];
  readonly #byName: ReadonlyMap<string, ListedEntry>;
  readonly #unlisted: UnlistedModels;
  readonly #rubPerUsd: CatalogView['rubPerUsd'];
  readonly #clock: Clock;
  #listed: Listed | undefined;

  constructor(data: CatalogData, clock: Clock = new Clock()) {
    this.#providers = data.providers.map(toProvider);
    this.#entries = Object.freeze(this.#providers.flatMap((provider) => provider.entries));
    this.#byName = new Map(this.#entries.map((entry) => [`${entry.provider}/${entry.id}`, entry]));
    this.#unlisted = new UnlistedModels(data.unknownModels ?? []);
    this.#rubPerUsd = data.rubPerUsd && { rate: data.rubPerUsd.rate, date: data.rubPerUsd.date };
    this.#clock = clock;
  }

  /**
   * Reads `file`, or the catalog that comes with the module.
   * @throws CatalogFileError of one line that names the file's line and what is wrong
   */
  static load(file?: string, clock?: Clock): Catalog {
    return new Catalog(readCatalogFile(file), clock);
  }

  /**
   * Finds a model by id, `<provider>/<id>`, dated version, or for Gemini `models/<id>`, also one whose days are not
   * these or that only an operator's pattern admits: `ownKeyOnly` says so. Upper and lower case matter. `openai/<id>`
   * is OpenAI's `<id>` when there is one, and else an id that has the slash in it.
   */
  resolve(model: string): CatalogMatch | undefined {
    if (!hasModelForm(model)) return undefined;
    const match = this.#find(model);
    if (match === undefined) return this.#unlisted.match(model);
    const phase = phaseOn(match.entry, this.#day());
    return phase === 'listed' ? match : { ...match, ownKeyOnly: phase };
  }

  #find(model: string): CatalogMatch | undefined {
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

  /** `GET /api/catalog`: every model of these days, with those of the plan marked. */
  view(plan: Plan): CatalogView {
    const day = this.#day();
    const providers = this.#providers.map(
      (provider): CatalogProviderView => ({
        id: provider.id,
        name: provider.name,
        keyUrl: provider.keyUrl,
        keyHint: provider.keyHint,
        models: this.modelsOf(provider.id).map((entry) => toModelView(entry, plan, day)),
      }),
    );
    return { plan, maxTier: maxTierOf(plan), ...(this.#rubPerUsd === undefined ? {} : { rubPerUsd: { ...this.#rubPerUsd } }), providers };
  }

  /** Names of the models that the plan allows, each one resolvable. */
  allowedModels(plan: Plan): string[] {
    return this.all().filter((entry) => allowsTier(plan, entry.tier)).map((entry) => this.nameOf(entry));
  }

  /** The shortest name that resolves to just this entry: its id, or `<provider>/<id>` when that is another one's too. */
  nameOf(entry: CatalogEntry): string {
    return this.resolve(entry.id)?.entry === entry ? entry.id : `${entry.provider}/${entry.id}`;
  }

  /** What `x-byok-model-sunset` says of a model; undefined for one with more than 60 days. */
  sunsetOf(entry: CatalogEntry): string | undefined {
    return sunsetOn(entry, this.#day());
  }

  /** Providers with at least one model of these days, in the order of preference. */
  providerIds(): ProviderId[] {
    return this.#providers.map(({ id }) => id).filter((id) => this.modelsOf(id).length > 0);
  }

  /** Models of a provider on these days. */
  modelsOf(provider: ProviderId): readonly ListedEntry[] {
    return this.#today().byProvider.get(provider) ?? [];
  }

  /** All models of these days. */
  all(): readonly ListedEntry[] {
    return this.#today().entries;
  }

  /** All models of the file, whatever the day: what was called yesterday has its price today. */
  ofAllDays(): readonly ListedEntry[] {
    return this.#entries;
  }

  /** One of them. @param id the catalog's; undefined for a call without a model */
  ofAnyDay(provider: string, id: string | undefined): ListedEntry | undefined {
    return this.#byName.get(`${provider}/${id}`);
  }

  #day(): string {
    return utcDay(this.#clock.now());
  }

  #today(): Listed {
    const day = this.#day();
    if (this.#listed?.day !== day) {
      const entries = Object.freeze(this.#entries.filter((entry) => phaseOn(entry, day) === 'listed'));
      const byProvider = new Map(this.#providers.map(({ id }) => [id, Object.freeze(entries.filter(({ provider }) => provider === id))]));
      this.#listed = { day, entries, byProvider };
    }
    return this.#listed;
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
