import type { ByokProviderId } from '#contracts';
import type { RoutingTask } from '../../byok/strategy/routing/index.js';

/** What a native path asks for. */
export interface NativeCall {
  /** Where the call names its model; `listed`: it asks about the one in its path, without a body. */
  readonly model: 'none' | 'listed' | 'path' | 'json' | 'multipart';
  readonly task: RoutingTask;
  /** Its list of fields under the platform's key: `chat/completions`, `generateContent`, `v1/generateContent`. */
  readonly route: string;
  /** For `listed` and `path`: the model as the URL names it, decoded. */
  readonly pathModel: string | undefined;
  /** The path to ask the provider for, with the model's own id where the path names one. */
  path(upstreamModel: string): string;
  /** The path asks for a stream; where it doesn't, the body may. */
  readonly isStream: boolean;
  /** The answer is Gemini's stream without `alt=sse`: one JSON array, written element by element. */
  readonly isArrayStream: boolean;
  /** The answer's stream is that of OpenAI's Responses API, whose events have names. */
  readonly isResponses: boolean;
}

interface Rule {
  readonly method: 'GET' | 'POST';
  /** Over the path behind the provider's prefix. */
  readonly pattern: RegExp;
  readonly model: NativeCall['model'];
  readonly task: RoutingTask;
}

const GEMINI_ACTION =
  /^(?<before>v1(?:beta)?\/models\/)(?<model>[^/:]+?)(?::|%3[Aa])(?<action>generateContent|streamGenerateContent|countTokens|embedContent|batchEmbedContents)$/;

/** An id in a path: nothing that could climb out of its folder, encoded or not; SDKs encode its colons. */
const LISTED_ID = String.raw`(?!\.)(?:[\w.:@+-]|%3[Aa]|%40)+`;
/** Gemini's has no colon: what follows one is an action. */
const LISTED_GEMINI_ID = String.raw`(?!\.)[\w.@+-]+`;

const list: Rule = { method: 'GET', pattern: /^v1\/models$/, model: 'none', task: 'chat' };
const one: Rule = { method: 'GET', pattern: new RegExp(`^v1/models/(?<model>${LISTED_ID})$`), model: 'listed', task: 'chat' };

/** The paths that pass through; every other is 404 (contract, section 6). */
const RULES: Readonly<Record<ByokProviderId, readonly Rule[]>> = {
  openai: [
    list,
    one,
    { method: 'POST', pattern: /^v1\/chat\/completions$/, model: 'json', task: 'chat' },
    { method: 'POST', pattern: /^v1\/responses$/, model: 'json', task: 'chat' },
    { method: 'POST', pattern: /^v1\/embeddings$/, model: 'json', task: 'embedding' },
    { method: 'POST', pattern: /^v1\/audio\/transcriptions$/, model: 'multipart', task: 'transcription' },
  ],
  anthropic: [
    list,
    one,
    { method: 'POST', pattern: /^v1\/messages$/, model: 'json', task: 'chat' },
    { method: 'POST', pattern: /^v1\/messages\/count_tokens$/, model: 'json', task: 'chat' },
  ],
  gemini: [
    { method: 'GET', pattern: /^v1(?:beta)?\/models$/, model: 'none', task: 'chat' },
    { method: 'GET', pattern: new RegExp(`^v1(?:beta)?/models/(?<model>${LISTED_GEMINI_ID})$`), model: 'listed', task: 'chat' },
    { method: 'POST', pattern: GEMINI_ACTION, model: 'path', task: 'chat' },
  ],
};

const AS_EVENTS = /(?:^|&)(?:alt|%24alt|\$alt)=sse(?:&|$)/;

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
  for (const { method: allowed, pattern, model, task } of RULES[provider]) {
    const match = allowed === method ? pattern.exec(path) : null;
    if (match === null) continue;
    const { before = '', model: segment, action = '' } = match.groups ?? {};
    const pathModel = segment === undefined ? undefined : decoded(segment);
    if (model === 'path' && pathModel === undefined) return undefined;
    return {
      model,
      task,
      route: action === '' ? path.slice('v1/'.length) : before === 'v1/models/' ? `v1/${action}` : action,
      pathModel,
      path: (upstreamModel) => (model === 'path' ? `/${before}${encodeURIComponent(upstreamModel)}:${action}` : `/${path}`),
      isStream: action === 'streamGenerateContent',
      isArrayStream: action === 'streamGenerateContent' && !AS_EVENTS.test(query),
      isResponses: path === 'v1/responses',
    };
  }
  return undefined;
}
