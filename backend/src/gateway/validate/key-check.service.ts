import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { ByokError, KEY_HEADERS, type ByokProviderId, type ProviderCode, type Receipt, type ValidationView } from '#contracts';
import { ProviderError, type WireRequest } from '#providers';
import type { Principal } from '../../auth/principal.js';
import type { CallScope } from '../../byok/credential/call-scope.js';
import type { Credential } from '../../byok/credential/credential.js';
import type { CatalogEntry } from '../../byok/strategy/catalog/index.js';
import { callWithRetries } from '../../byok/strategy/attempt/attempt-loop.js';
import { ProviderStrategyService } from '../../byok/strategy/provider-strategy.service.js';
import { assertAllowed } from '../../byok/strategy/tier/index.js';
import type { StopSignal } from '../../byok/strategy/transport/stop-signal.js';
import { readJsonAnswer } from './read-json-answer.js';
import { decidingCode, detailOf, verdictOf } from './verdict.js';

const MAX_PAGES = 10;
/** So many ids are looked up before others have their turn. */
const IDS_AT_ONCE = 1000;

interface Listed {
  readonly code: ProviderCode | undefined;
  /** Of our catalog. */
  readonly ids: ReadonlySet<string>;
}

/** Checks a key in two steps: list the models, then generate one token. Never falls back, keeps nothing. */
@Injectable()
export class KeyCheckService {
  constructor(@Inject(ProviderStrategyService) private readonly strategies: ProviderStrategyService) {}

  /** @throws ByokError key_required without a key for the provider */
  async check(
    provider: ByokProviderId,
    principal: Principal,
    scope: CallScope,
    signal: StopSignal,
  ): Promise<{ view: ValidationView; receipt: Receipt }> {
    const credential = scope.credentials.get(provider);
    if (credential === undefined) {
      throw new ByokError('key_required', `Send the key to test in the header ${KEY_HEADERS[provider]}.`);
    }
    const started = performance.now();
    const listed = await this.#list(credential, signal);
    const allowed = this.#allowedModels(provider, principal);
    const reached = this.strategies.catalog.modelsOf(provider).filter(({ id }) => listed.ids.has(id));
    const probe = probeModel(listed.code === undefined ? allowed.filter((entry) => reached.includes(entry)) : allowed);
    const worthGenerating = listed.code === undefined || listed.code === 'key_forbidden';
    const generation = worthGenerating && probe !== undefined ? { code: await this.#generate(credential, probe, signal) } : undefined;
    const findings = { list: listed.code, generation, reachesWholePlan: allowed.every((entry) => reached.includes(entry)) };
    const verdict = verdictOf(findings);
    const code = decidingCode(findings);
    const models = listed.code !== undefined && code === undefined && probe !== undefined ? [probe] : reached;
    return {
      view: {
        provider,
        verdict,
        ...(code === undefined ? {} : { code }),
        detail: detailOf(verdict),
        models: models.map(({ id }) => id),
        latencyMs: Math.round(performance.now() - started),
      },
      receipt: {
        source: 'byok',
        provider,
        model: probe?.id,
        tier: probe?.tier,
        attempts: [{ source: 'byok', provider, outcome: code ?? 'ok' }],
      },
    };
  }

  async #list(credential: Credential, signal: StopSignal): Promise<Listed> {
    const { probe } = this.strategies.strategy(credential.provider);
    const ids = new Set<string>();
    let pageToken: string | undefined;
    try {
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const read = probe.readList(await this.#json(credential, probe.list(pageToken), signal));
        await this.#addKnown(ids, credential.provider, read.ids);
        pageToken = read.nextPageToken;
        if (pageToken === undefined) break;
      }
      return { code: undefined, ids };
    } catch (error) {
      return { code: codeOf(error), ids: new Set() };
    }
  }

  /** Dated versions count for the model that they are a version of. */
  async #addKnown(known: Set<string>, provider: string, listed: readonly string[]): Promise<void> {
    for (const [index, id] of listed.entries()) {
      const entry = this.strategies.catalog.resolve(`${provider}/${id}`)?.entry;
      if (entry?.provider === provider) known.add(entry.id);
      if (index % IDS_AT_ONCE === IDS_AT_ONCE - 1) await nextTurn();
    }
  }

  async #generate(credential: Credential, model: CatalogEntry, signal: StopSignal): Promise<ProviderCode | undefined> {
    const { probe } = this.strategies.strategy(credential.provider);
    try {
      await this.#json(credential, probe.generate(model.id), signal);
      return undefined;
    } catch (error) {
      const code = codeOf(error);
      // The provider read the request and found one token too few, as reasoning models may: the key opened the door.
      return code === 'request_invalid' ? undefined : code;
    }
  }

  async #json(credential: Credential, request: WireRequest, signal: StopSignal): Promise<unknown> {
    const { retryBaseMs } = this.strategies;
    return callWithRetries(async () => readJsonAnswer(await this.strategies.send({ credential }, request, signal)), { signal, retryBaseMs });
  }

  #allowedModels(provider: ByokProviderId, principal: Principal): CatalogEntry[] {
    return this.strategies.catalog.modelsOf(provider).filter((entry) => {
      try {
        assertAllowed(entry, principal, this.strategies.catalog);
        return true;
      } catch {
        return false;
      }
    });
  }
}

/** The cheapest chat model: a test should cost next to nothing. */
function probeModel(entries: readonly CatalogEntry[]): CatalogEntry | undefined {
  return entries
    .filter(({ abilities }) => abilities.includes('chat'))
    .toSorted((a, b) => a.pricing.outputRubPerMillion - b.pricing.outputRubPerMillion)[0];
}

function codeOf(error: unknown): ProviderCode {
  if (error instanceof ProviderError) return error.code;
  throw error;
}
