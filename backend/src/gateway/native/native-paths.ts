import type { ByokProviderId } from '#contracts';
import type { NativeRoute } from './routes/native-route.js';
import { NATIVE_ROUTES } from './routes/native-routes.js';

/** What a native path asks for. */
export interface NativeCall {
  readonly route: NativeRoute;
  /** Its list of fields under the platform's key, with a version in front where that may differ: `v1/generateContent`. */
  readonly list: string | undefined;
  /** The model as the URL names it, decoded. */
  readonly pathModel: string | undefined;
  /** The path to ask the provider for, with the model's own id where the path calls one. */
  path(upstreamModel: string): string;
  /** The URL asks for a stream; where it doesn't, the body may. */
  readonly isStream: boolean;
  /** The answer is Gemini's stream without `alt=sse`: one JSON array, written element by element. */
  readonly isArrayStream: boolean;
}

/** An id in a path: nothing that could climb out of its folder, encoded or not; SDKs encode its colons. */
const ID = String.raw`(?!\.)(?:[\w.:@+-]|%3[Aa]|%40)+`;
/** Gemini's have no colon: what follows one is an action. */
const GEMINI_ID = String.raw`(?!\.)[\w.@+-]+`;
/** A model that is called is looked up before its name goes anywhere. */
const CALLED_MODEL = '[^/:]+?';

const STREAMS = ':streamGenerateContent';
const AS_EVENTS = /(?:^|&)(?:alt|%24alt|\$alt)=sse(?:&|$)/;
const AS_STREAM = /(?:^|&)stream=true(?:&|$)/;

function patternOf(provider: ByokProviderId, { path, model }: NativeRoute): RegExp {
  const id = provider === 'gemini' ? GEMINI_ID : ID;
  const places: Readonly<Record<string, string>> = {
    '<id>': id,
    '<model>': `(?<model>${model === 'path' ? CALLED_MODEL : id})`,
    '<version>': '(?<version>v1(?:beta)?)',
    ':': '(?::|%3[Aa])',
  };
  return new RegExp(`^${path.replace(/<\w+>|:/g, (place) => places[place] as string)}$`, 'd');
}

const patternsOf = (provider: ByokProviderId) => NATIVE_ROUTES[provider].map((route) => ({ route, pattern: patternOf(provider, route) }));
const PATTERNS = { openai: patternsOf('openai'), anthropic: patternsOf('anthropic'), gemini: patternsOf('gemini') };

function decoded(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/**
 * What a native path asks for; undefined when it isn't allowed.
 * @param path behind the provider's prefix, as the client encoded it, without the query: `v1/messages`
 * @param query without `?`
 */
export function nativeCall(provider: ByokProviderId, method: string, path: string, query: string): NativeCall | undefined {
  for (const { route, pattern } of PATTERNS[provider]) {
    const match = route.method === method ? pattern.exec(path) : null;
    if (match === null) continue;
    const { model: segment, version } = match.groups ?? {};
    const pathModel = segment === undefined ? undefined : decoded(segment);
    if (segment !== undefined && pathModel === undefined) return undefined;
    const isGenerated = route.path.endsWith(STREAMS);
    return {
      route,
      list: route.list === undefined || version !== 'v1' ? route.list : `v1/${route.list}`,
      pathModel,
      path: (upstreamModel) => `/${route.model === 'path' ? withModelAt(path, match.indices?.groups?.['model'], upstreamModel) : path}`,
      isStream: isGenerated || (route.ending !== undefined && AS_STREAM.test(query)),
      isArrayStream: isGenerated && !AS_EVENTS.test(query),
    };
  }
  return undefined;
}

function withModelAt(path: string, place: readonly [number, number] | undefined, model: string): string {
  if (place === undefined) return path;
  const [start, end] = place;
  return path.slice(0, start) + encodeURIComponent(model) + path.slice(end).replace(/^%3[Aa]/, ':');
}
