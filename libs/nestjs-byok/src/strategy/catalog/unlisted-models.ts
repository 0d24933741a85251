import { ABILITIES, isProvider, type ProviderId, type Tier } from '#contracts';
import type { UnknownModels } from './catalog-data.js';
import type { CatalogMatch } from './catalog-entry.js';
import { compilePattern } from './model-pattern.js';

const HIGHEST_TIER: Tier = 3;
/** Assumed where nobody says how much a model takes; only how long texts are cut depends on it. */
const ASSUMED_CONTEXT_TOKENS = 128_000;

interface Admission {
  readonly provider: ProviderId;
  readonly expression: RegExp;
  readonly tier: Tier;
}

/** Ids that the catalog lacks and an operator's patterns admit, in the order of the file. */
export class UnlistedModels {
  readonly #admissions: readonly Admission[];

  constructor(sources: readonly UnknownModels[]) {
    this.#admissions = sources.map(({ provider, pattern, tier = HIGHEST_TIER }) => ({ provider, expression: compilePattern(pattern), tier }));
  }

  /** @param model an id, or `<provider>/<id>`, that no model of the catalog has */
  match(model: string): CatalogMatch | undefined {
    const slash = model.indexOf('/');
    const prefix = slash > 0 ? model.slice(0, slash) : undefined;
    const own = isProvider(prefix) ? this.#admitted(withoutFolder(prefix, model.slice(slash + 1)), prefix) : undefined;
    return own ?? this.#admitted(model);
  }

  #admitted(id: string, provider?: ProviderId): CatalogMatch | undefined {
    const admission = this.#admissions.find((candidate) => {
      if (provider !== undefined && candidate.provider !== provider) return false;
      return isPlain(candidate.provider, id) && candidate.expression.test(id);
    });
    if (admission === undefined) return undefined;
    const { provider: owner, tier } = admission;
    const entry = { provider: owner, id, tier, contextTokens: ASSUMED_CONTEXT_TOKENS, abilities: ABILITIES, pricing: undefined };
    return { entry, upstreamModel: id, ownKeyOnly: 'unlisted' };
  }
}

function withoutFolder(provider: ProviderId, id: string): string {
  return provider === 'gemini' && id.startsWith('models/') ? id.slice('models/'.length) : id;
}

/** An id with a folder before it could be another name of a model of the catalog, and so of another tier. */
function isPlain(provider: ProviderId, id: string): boolean {
  return id !== 'auto' && (provider === 'cloudru' || !id.includes('/'));
}
