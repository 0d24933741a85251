import type { ByokError, ProviderId } from '#contracts';
import { expectedInput, type ExpectedUsage, type UnpricedCall } from '#nestjs-byok';
import type { OutputLimits, ProviderFields, RouteFields, TranslatedRoute } from '#providers';
import type { JsonBody } from '../body/json-body.js';
import { needsOwnKey } from '../platform/outside-list.js';
import { PlatformBody } from '../platform/platform-body.js';
import { furtherKeyRefusal } from '../platform/stored-reference.js';
import { expectedOfOwnKey, unpricedField } from '../platform/own-key-cost.js';

/** A request of one of OpenAI's routes under the platform's key, for each provider that may be asked, and what it costs under any. */
export class PlatformRequest {
  readonly #bodies = new Map<ProviderId, PlatformBody>();

  /**
   * @param list the route's list
   * @param fieldsOf the published lists of a provider
   */
  constructor(
    private readonly list: string,
    private readonly body: JsonBody,
    private readonly fieldsOf: (provider: ProviderId) => ProviderFields,
  ) {}

  /** Why the platform's key may not pay at a provider that speaks OpenAI's format. */
  refusalAt(provider: ProviderId): ByokError | undefined {
    return this.#bodyFor(provider).refusal();
  }

  /** Why the platform's key may not pay where the request is translated: it reads something stored. */
  storedRefusalAt(provider: ProviderId, handler: TranslatedRoute): ByokError | undefined {
    const field = handler.storedField(this.body.fields);
    return field === undefined ? undefined : needsOwnKey(provider, field);
  }

  /**
   * Why a further own key may not serve: what the body stores or reads is, or would be, at the first one's account.
   * @param handler of the target, when it is translated for it
   */
  furtherKeyRefusalAt(provider: ProviderId, handler: TranslatedRoute | undefined): ByokError | undefined {
    return furtherKeyRefusal(provider, handler === undefined ? this.#routeAt(provider)?.storedPlaceIn(this.body.outline) : handler.storedField(this.body.fields));
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
    return { ...expectedInput(fields), outputTokens: this.#routeAt('openai')?.outputMaximum(fields, limits.most) ?? limits.most };
  }

  /**
   * The same under the user's own key, as far as it can be known before the call.
   * @param handler of the target, when it is translated for it
   */
  expectedOfOwnKey(provider: ProviderId, handler: TranslatedRoute | undefined, model: string, limits: OutputLimits): ExpectedUsage | UnpricedCall {
    if (handler === undefined) return expectedOfOwnKey(this.#routeAt(provider), this.body, model, limits);
    const field = handler.storedField(this.body.fields);
    return field === undefined ? this.expected(provider, false, model, limits) : unpricedField(field);
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
    return this.fieldsOf(provider).route(this.list);
  }
}
