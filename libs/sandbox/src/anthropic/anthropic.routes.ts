import type { JsonObject } from '../server/request-body.js';
import type { Exchange } from '../server/types.js';

/** What a route of Anthropic's emulator is given. */
export interface AnthropicCall {
  exchange: Exchange;
  /** What the group of the route's path matched. */
  id: string;
  /** The JSON body; empty where a route takes none. */
  request: JsonObject;
}

/** A route of Anthropic's emulator. */
export interface AnthropicRoute {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: RegExp;
  /** The body is JSON. */
  readonly json?: boolean;
  /** Generates something, so that keys without credit or over their rate are refused. */
  readonly works?: boolean;
  readonly handle: (call: AnthropicCall) => Promise<void> | void;
}
