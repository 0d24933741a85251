import { ByokError, type ProviderId } from '#contracts';
import { expectedInput, type ExpectedUsage } from '#nestjs-byok';
import { RepeatedFieldError, UnlistedFieldError, type OutputLimits, type RouteFields } from '#providers';
import type { JsonBody } from '../body/json-body.js';
import { parseExactly } from './exact-json.js';
import { needsOwnKey, shownPath } from './outside-list.js';

type Fields = Record<string, unknown>;

/**
 * A JSON body as it goes out under the platform's key: written anew from the route's published list. Made when the
 * platform's key is about to be used, and then once.
 */
export class PlatformBody {
  #rewritten: Fields | ByokError | undefined;

  /** @param route undefined when the route has no list, and so needs an own key */
  constructor(
    private readonly provider: ProviderId,
    private readonly route: RouteFields | undefined,
    private readonly body: JsonBody,
  ) {}

  /** Why the platform's key may not pay for this body; a body too large to be read in full is one more reason. */
  refusal(): ByokError | undefined {
    const rewritten = this.#read();
    return rewritten instanceof ByokError ? rewritten : undefined;
  }

  /**
   * @param model the provider's own id, when the body names one
   * @param limits of the answer
   * @throws ByokError what `refusal` gives
   */
  fields(model: string | undefined, limits: OutputLimits): Fields {
    const rewritten = this.#read();
    if (rewritten instanceof ByokError) throw rewritten;
    const fields = { ...rewritten, ...(model === undefined ? {} : { model }) };
    this.route?.limitOutput(fields, limits);
    return fields;
  }

  /** What the call consumes at most. @throws ByokError what `refusal` gives */
  expected(model: string | undefined, limits: OutputLimits): ExpectedUsage {
    const fields = this.fields(model, limits);
    return { ...expectedInput(fields), outputTokens: this.route?.outputMaximum(fields, limits.most) ?? 0 };
  }

  /** The same as bytes. */
  bytes(model: string | undefined, limits: OutputLimits): Buffer {
    return Buffer.from(JSON.stringify(this.fields(model, limits)));
  }

  #read(): Fields | ByokError {
    this.#rewritten ??= this.#rewrite();
    return this.#rewritten;
  }

  #rewrite(): Fields | ByokError {
    if (this.route === undefined) return needsOwnKey(this.provider, '');
    try {
      return this.route.rewrite(parseExactly(this.body.text()));
    } catch (error) {
      if (error instanceof ByokError) return error;
      if (error instanceof UnlistedFieldError) return needsOwnKey(this.provider, error.path);
      if (error instanceof RepeatedFieldError) {
        return new ByokError('request_invalid', 'The body names a field twice, in two spellings: name it once.', { param: shownPath(error.path) });
      }
      throw error;
    }
  }
}
