import type { ByokError, ProviderId } from '#contracts';
import type { OutputLimits, ProviderFields, RouteFields } from '#providers';
import type { JsonBody } from '../body/json-body.js';
import { PlatformBody } from '../platform/platform-body.js';
import { estimateJsonTokens } from '../../byok/strategy/catalog/index.js';
import type { ExpectedUsage } from '../../byok/strategy/spending/spending-guard.js';

const ROUTE = 'chat/completions';

/** A chat completion under the platform's key, for each provider that may be asked. */
export class PlatformChat {
  readonly #bodies = new Map<ProviderId, PlatformBody>();

  /** @param fieldsOf the published lists of a provider */
  constructor(
    private readonly body: JsonBody,
    private readonly fieldsOf: (provider: ProviderId) => ProviderFields,
  ) {}

  /** Why the platform's key may not pay at a provider that speaks OpenAI's format. */
  refusalAt(provider: ProviderId): ByokError | undefined {
    return this.#bodyFor(provider).refusal();
  }

  /** The body to pipe, anew. @throws ByokError what `refusalAt` gives */
  piped(provider: ProviderId, model: string, limits: OutputLimits): Record<string, unknown> {
    return this.#bodyFor(provider).fields(model, limits);
  }

  /** The fields to translate: the translation takes what it knows, and the answer has a maximum. */
  translated(model: string, limits: OutputLimits): Record<string, unknown> {
    const fields: Record<string, unknown> = { ...this.body.fields, model };
    this.#routeAt('openai')?.limitOutput(fields, limits);
    return fields;
  }

  /** What the call consumes at most. @throws ByokError what `refusalAt` gives */
  expected(provider: ProviderId, isPiped: boolean, model: string, limits: OutputLimits): ExpectedUsage {
    if (isPiped) return this.#bodyFor(provider).expected(model, limits);
    const fields = this.translated(model, limits);
    return { inputTokens: estimateJsonTokens(fields), outputTokens: this.#routeAt('openai')?.outputMaximum(fields, limits.most) ?? limits.most };
  }

  #bodyFor(provider: ProviderId): PlatformBody {
    let body = this.#bodies.get(provider);
    if (body === undefined) {
      body = new PlatformBody(provider, this.#routeAt(provider), this.body);
      this.#bodies.set(provider, body);
    }
    return body;
  }

  #routeAt(provider: ProviderId): RouteFields | undefined {
    return this.fieldsOf(provider).route(ROUTE);
  }
}
