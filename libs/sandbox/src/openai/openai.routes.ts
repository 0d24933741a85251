import type { JsonObject } from '../server/request-body.js';
import type { Exchange } from '../server/types.js';
import type { ModelRules } from './openai.models.js';

/** What a route of OpenAI's emulator is given. */
export interface OpenAiCall {
  exchange: Exchange;
  rules: ModelRules;
  /** What the groups of the route's path matched. */
  ids: readonly string[];
  /** The JSON body; empty where a route takes none. */
  request: JsonObject;
}

/** A route of OpenAI's emulator. */
export interface OpenAiRoute {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: RegExp;
  /** `json` and `multipart` bodies are for POST; `none` ignores a body. Default `none`. */
  readonly body?: 'json' | 'multipart' | 'none';
  /** The body names a model that must exist. */
  readonly model?: boolean;
  /** Fields of the body that must be there. */
  readonly needs?: readonly string[];
  /** Generates something, so that keys without credit or over their rate are refused. */
  readonly works?: boolean;
  readonly handle: (call: OpenAiCall) => Promise<void> | void;
}

/** The route of a request, with what its path's groups matched. */
export function routeOf(
  routes: readonly OpenAiRoute[],
  method: string,
  path: string,
): { route: OpenAiRoute; ids: string[] } | undefined {
  for (const route of routes) {
    const match = route.method === method ? route.path.exec(path) : null;
    if (match !== null) return { route, ids: match.slice(1).map((part) => decodeURIComponent(part)) };
  }
  return undefined;
}
