import type { Ability } from '#contracts';
import type { RoutingTask } from '../strategy/routing/routing-types.js';

/** A message in OpenAI's format. */
export interface ByokChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: unknown;
}

/** A chat in OpenAI's format, for whichever provider serves it. Further fields of that format pass on. */
export interface ByokChatRequest {
  /** `auto`, a model's id, or `<provider>/<id>`; default: `auto`. */
  readonly model?: string;
  readonly messages: readonly ByokChatMessage[];
  readonly [field: string]: unknown;
}

/** What routing is to know of a chat beyond its text. */
export interface ByokChatOptions {
  /** Stops the call. Default: when the caller of the request goes away. */
  readonly signal?: AbortSignal;
  /** What the model must be able to do. */
  readonly needs?: readonly Ability[];
  /** What the call is for, which decides how able a model `auto` takes; default: `chat`. */
  readonly task?: RoutingTask;
}
