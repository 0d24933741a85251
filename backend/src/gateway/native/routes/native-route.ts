import type { CallKind, CallOutcome, RoutingTask } from '#nestjs-byok';
import type { NamedModel } from '../../body/named-models.js';
import type { EndingFormat } from '../../reply/stream-end.js';
import type { AnswerKind } from '../../reply/whole-answer.js';

/** How the requests of a batch stand in its body. Names are in camel case; Gemini's may be written either way. */
export interface BatchForm {
  /** The way to what each request asks; `*` is every element of a list. */
  readonly requests?: readonly string[];
  /** Each of them must name its model; else it may repeat the path's. */
  readonly namesModels?: boolean;
  /** The way to the field that names a file of requests. */
  readonly file?: readonly string[];
}

/** One path of a provider that passes through: what is known of it in advance. */
export interface NativeRoute {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /**
   * Behind the provider's prefix: `<model>` is a model's id, `<id>` that of something stored, `<version>` Gemini's
   * `v1beta` or `v1`.
   */
  readonly path: string;
  /** What comes with it; absent: nothing. An `upload` is passed on as it comes, and never kept. */
  readonly body?: 'json' | 'form' | 'upload';
  /**
   * Where the call names its model: in its path, as one that is asked about (`listed`) or called (`path`), in its
   * body, or there if at all (`optional`). Absent: it has none.
   */
  readonly model?: 'listed' | 'path' | 'body' | 'optional';
  /** Default `chat`. */
  readonly task?: RoutingTask;
  /** What is asked for, where its usage is not counted as that of a conversation. */
  readonly kind?: CallKind;
  /** Its list of fields under the platform's key: `chat/completions`. */
  readonly list?: string;
  /** The provider stores something, or gives or takes away what it stored: for the user's first own key alone. */
  readonly isStored?: true;
  /** What it stores, or stores for longer, is charged by the hour. */
  readonly isKeptByHour?: true;
  /** Costs nothing at the provider. */
  readonly isFree?: true;
  readonly batch?: BatchForm;
  /** Models that only this route's bodies name, beside those of `namedModels`. */
  readonly furtherModels?: (fields: Readonly<Record<string, unknown>>) => NamedModel[];
  /** Of an `upload`: the largest, in bytes. */
  readonly mostBytes?: number;
  /** What its answer is: JSON or events (absent), a list of models, JSON with a link to results, or a file of any kind. */
  readonly answer?: 'models' | 'batch' | 'file';
  /** By which a complete answer is told from other JSON; absent: any object may be one, and what is stored is not judged. */
  readonly answerKind?: AnswerKind;
  /** Its streams say themselves when they are whole, in this format. */
  readonly ending?: EndingFormat;
}

/** What is charged for something stored, beside the answers that calls give. */
export function chargeOf({ batch, isKeptByHour, isStored, isFree }: NativeRoute): CallOutcome['charge'] {
  if (batch !== undefined || isKeptByHour === true) return 'later';
  return isStored === true || isFree === true ? 'none' : undefined;
}
