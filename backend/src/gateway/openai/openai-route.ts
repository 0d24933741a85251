import type { ByokError, Receipt } from '#contracts';
import type { CallKind, ProviderResponse, RoutedRequest } from '#nestjs-byok';
import type { PipedRoute, ProviderStrategy, TranslatedRoute } from '#providers';
import type { JsonBody } from '../body/json-body.js';
import type { EndingFormat } from '../reply/stream-end.js';

type Fields = Readonly<Record<string, unknown>>;

/** One of OpenAI's routes over every provider: what `OpenAiCallService` needs to know of it. */
export interface OpenAiRoute {
  /** Its list of fields under the platform's key. */
  readonly list: string;
  /** What is asked for, where its usage is not counted as that of a conversation. */
  readonly kind?: CallKind;
  /** How a provider serves it; undefined where there is no way to it. */
  handlerOf(strategy: ProviderStrategy): PipedRoute | TranslatedRoute | undefined;
  /** What routing reads. @throws ByokError request_invalid */
  read(body: JsonBody): RoutedRequest & { readonly stream: boolean };
  /** Without these no provider can be asked; a model that is refused is named before. @throws ByokError request_invalid */
  assertFields(body: JsonBody): void;
  /** The fields for a model of OpenAI's that we chose for `auto`; the same object where nothing needs another name. */
  fieldsForChosenModel(fields: Fields): Fields;
  /** Whether an answer of status 200 can be one of this route. */
  isAnswer(answer: ProviderResponse, stream: boolean): boolean;
  /** How a stream says that it is whole; undefined for a route without streams. */
  readonly ending: EndingFormat | undefined;
  /** The error events of a stream that passes through get our code. */
  readonly namesErrors: boolean;
  /** An event of a translated stream. */
  event(data: Fields): string;
  /** What follows the last one. */
  readonly lastWords: string;
  /** The event that ends a stream which broke off. @param failure what broke it, as far as that is known */
  brokenEvent(receipt: Receipt, failure?: ByokError): string;
}
