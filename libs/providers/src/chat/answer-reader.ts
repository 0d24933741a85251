import type { JsonObject } from '../failure/json.js';

/**
 * What a provider's reason to end means: `natural`, `call` (it waits for tool results), `length`, `policy`, or
 * `abnormal`, where what came is not all that the model would have said.
 */
export type EndingKind = 'natural' | 'call' | 'length' | 'policy' | 'abnormal';

/** How an answer ended, in the provider's own words. */
export interface Ending {
  /** Undefined for a reason that nobody knows yet, and for none. */
  kind: EndingKind | undefined;
  /** The provider's reason, such as `MAX_TOKENS`; undefined when it gave none. */
  reason: string | undefined;
  /** What the provider added to it. */
  detail?: string | undefined;
}

/**
 * Picks from one answer of a provider what a chat shows, in the form that the AI SDK knows. Everything else is
 * passed over: the SDK refuses an answer as a whole for one event, block or field that it doesn't know, and
 * providers add such things as they please. One instance reads one answer.
 */
export interface AnswerReader {
  /** Names of the stream's events whose data must be JSON; of another name it may be anything. */
  readonly eventNames: ReadonlySet<string>;
  /** An event of the stream as those that the AI SDK is to see. */
  event(data: JsonObject): JsonObject[];
  /** What the AI SDK still needs where the stream's bytes ended, and what came is a whole answer. */
  rest?(): JsonObject[];
  /** A whole answer; undefined when it has not the form of one. */
  whole(data: JsonObject): JsonObject | undefined;
  /** What was read was an answer of this provider, however little of it came. */
  readonly recognised: boolean;
  /** Undefined while the provider has not said that the answer ended. */
  readonly ending: Ending | undefined;
}
