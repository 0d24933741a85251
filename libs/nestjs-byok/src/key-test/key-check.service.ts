import { setImmediate as nextTurn } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { ByokError, KEY_HEADERS, type AttemptRecord, type ByokProviderId, type ProviderCode, type Receipt, type ValidationView } from '#contracts';
import { ProviderError, type WireRequest } from '#providers';
import type { CallScope } from '../credential/call-scope.js';
import type { Credential } from '../credential/credential.js';
import { callWithRetries } from '../strategy/attempt/attempt-loop.js';
import type { CatalogEntry } from '../strategy/catalog/catalog-entry.js';
import { ProviderStrategyService } from '../strategy/provider-strategy.service.js';
import { isAllowed, type Allowance } from '../strategy/tier/tier-policy.js';
import { readJsonResponse } from '../strategy/transport/read-json-response.js';
import type { StopSignal } from '../strategy/transport/stop-signal.js';
import { hintFor } from './key-hint.js';
import { chooseProbeModel, type ListedModels } from './probe-model.js';
import { decidingCode, detailOf, verdictOf } from './verdict.js';

const MAX_PAGES = 10;
/** At most this many ids are looked up before other requests have their turn. */
const IDS_AT_ONCE = 1000;
/** At most this many ids that our catalog lacks are kept: one of them is tried when nothing else is there. */
const MAX_OTHERS = 100;

interface Listing extends ListedModels {
  readonly code: ProviderCode | undefined;
  /** False when the provider had more pages than were read. */
  readonly isWhole: boolean;
}

/** What the calls of one check share. */
interface Check {
  readonly credential: Credential;
  readonly signal: StopSignal;
  /** Milliseconds that the key has to the first byte of each of its calls, retries included. */
  readonly timeoutMs: number | undefined;
  /** One for each call that went out. */
  readonly attempts: AttemptRecord[];
}

/** Checks a key in two steps: list the models, then generate one token. Never falls back, keeps nothing. */
@Injectable()
export class KeyCheckService {
  constructor(@Inject(ProviderStrategyService) private readonly strategies: ProviderStrategyService) {}

  /** @throws ByokError key_required without a key for the provider */
  async check(
    provider: ByokProviderId,
    caller: Allowance,
    scope: CallScope,
    signal: StopSignal,
  ): Promise<{ view: ValidationView; receipt: Receipt }> {
    const credential = scope.credentials.get(provider);
    if (credential === undefined) {
      throw new ByokError('key_required', `Send the key to test in the header ${KEY_HEADERS[provider]}.`);
    }
    const started = performance.now();
    const check: Check = { credential, signal, timeoutMs: scope.ownKeyTimeoutMs, attempts: [] };
    const listed = await this.#list(check);
    const isListed = listed.code === undefined;
    const models = this.strategies.catalog.modelsOf(provider);
    const allowed = models.filter((entry) => isAllowed(entry, caller));
    const probe = chooseProbeModel(models, allowed, isListed ? listed : undefined);
    const worthGenerating = isListed || !ENDS_THE_CHECK.has(listed.code);
    const generation = worthGenerating && probe !== undefined ? { code: await this.#generate(check, probe.id) } : undefined;
    const findings = { list: listed.code, generation };
    const verdict = verdictOf(findings);
    const code = decidingCode(findings);
    const hint = hintFor(this.strategies.strategy(provider).probe, credential, verdict);
    const reached = !isListed && code === undefined && probe?.entry !== undefined ? [probe.entry] : this.strategies.catalog.ofAllDays().filter((entry) => listed.known.has(entry));
    return {
      view: {
        provider,
        verdict,
        ...(code === undefined ? {} : { code }),
        ...(hint === undefined ? {} : { hint }),
        detail: detailOf(verdict, hint),
        models: reached.map(({ id }) => id),
        missing: isListed && listed.isWhole ? allowed.filter((entry) => !listed.known.has(entry)).map(({ id }) => id) : [],
        latencyMs: Math.round(performance.now() - started),
      },
      receipt: { source: 'byok', provider, model: probe?.entry?.id, tier: probe?.entry?.tier, attempts: check.attempts, envelopeKid: credential.envelopeKid },
    };
  }

  async #list(check: Check): Promise<Listing> {
    const { provider } = check.credential;
    const { probe } = this.strategies.strategy(provider);
    const known = new Set<CatalogEntry>();
    const others: string[] = [];
    let pageToken: string | undefined;
    try {
      for (let page = 0; page < MAX_PAGES; page += 1) {
        const read = probe.readList(await this.#json(check, probe.list(pageToken)));
        const unknown = await this.#addKnown(known, provider, read.ids);
        others.push(...unknown.filter((id) => probe.isLikelyChat(id)).slice(0, MAX_OTHERS));
        pageToken = read.nextPageToken;
        if (pageToken === undefined) break;
      }
      return { code: undefined, known, others, isWhole: pageToken === undefined };
    } catch (error) {
      return { code: codeOf(error), known: new Set(), others: [], isWhole: false };
    }
  }

  /** Dated versions count for the model that they are a version of. @returns ids that the catalog lacks */
  async #addKnown(known: Set<CatalogEntry>, provider: string, listed: readonly string[]): Promise<string[]> {
    const unknown: string[] = [];
    for (const [index, id] of listed.entries()) {
      const match = this.strategies.catalog.resolve(`${provider}/${id}`);
      if (match === undefined || match.ownKeyOnly === 'unlisted' || match.entry.provider !== provider) unknown.push(id);
      else known.add(match.entry);
      if (index % IDS_AT_ONCE === IDS_AT_ONCE - 1) await nextTurn();
    }
    return unknown;
  }

  async #generate(check: Check, model: string): Promise<ProviderCode | undefined> {
    const { probe } = this.strategies.strategy(check.credential.provider);
    try {
      await this.#json(check, probe.generate(model));
      return undefined;
    } catch (error) {
      const code = codeOf(error);
      // The provider read the request and found one token too few, as reasoning models may: the key opened the door.
      return code === 'request_invalid' ? undefined : code;
    }
  }

  async #json({ credential, signal, timeoutMs, attempts }: Check, request: WireRequest): Promise<unknown> {
    const { retryBaseMs } = this.strategies;
    const { source, provider } = credential;
    const firstByteBy = timeoutMs === undefined ? undefined : performance.now() + timeoutMs;
    const target = firstByteBy === undefined ? { credential } : { credential, firstByteBy };
    return callWithRetries(async () => readJsonResponse(await this.strategies.send(target, request, signal)), {
      signal,
      retryBaseMs,
      until: firstByteBy,
      record: (outcome) => attempts.push({ source, provider, outcome }),
    });
  }
}

/** What a refused list says for certain; after anything else a key may still generate. */
const ENDS_THE_CHECK: ReadonlySet<ProviderCode | undefined> = new Set<ProviderCode>([
  'key_invalid',
  'key_no_credit',
  'key_rate_limited',
  'region_unsupported',
  'provider_overloaded',
  'provider_unavailable',
  'provider_timeout',
]);

function codeOf(error: unknown): ProviderCode {
  if (error instanceof ProviderError) return error.code;
  throw error;
}
