import type { ByokProviderId } from '#contracts';
import type { RoutingTask } from '../../byok/strategy/routing/index.js';

/** Where a native call names its model. */
type ModelPlace = 'none' | 'path' | 'json' | 'multipart';

export interface NativeCall {
  readonly model: ModelPlace;
  readonly task: RoutingTask;
  /** For `path`: the model as the URL names it, decoded. */
  readonly pathModel?: string;
  /** How a broken stream of this call is ended. */
  readonly stream: 'sse' | 'gemini-array' | 'by-body';
}

interface Rule {
  readonly method: 'GET' | 'POST';
  /** Over the path behind the provider's prefix; a group `model` is the model. */
  readonly pattern: RegExp;
  readonly model: ModelPlace;
  readonly task: RoutingTask;
}

const list: Rule = { method: 'GET', pattern: /^v1\/models$/, model: 'none', task: 'chat' };
const one: Rule = { method: 'GET', pattern: /^v1\/models\/[^/]+$/, model: 'none', task: 'chat' };

const GEMINI_ACTION =
  /^v1(?:beta)?\/models\/(?<model>[^/:]+):(?<action>generateContent|streamGenerateContent|countTokens|embedContent|batchEmbedContents)$/;

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
    { method: 'GET', pattern: /^v1(?:beta)?\/models\/[^/:]+$/, model: 'none', task: 'chat' },
    { method: 'POST', pattern: GEMINI_ACTION, model: 'path', task: 'chat' },
  ],
};

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
  for (const rule of RULES[provider]) {
    const match = rule.method === method ? rule.pattern.exec(path) : null;
    if (match === null) continue;
    const { model, action } = match.groups ?? {};
    const pathModel = model === undefined ? undefined : decoded(model);
    if (rule.model === 'path' && pathModel === undefined) return undefined;
    const gemini = action === 'streamGenerateContent' && !/(?:^|&)alt=sse(?:&|$)/.test(query) ? 'gemini-array' : 'sse';
    return { model: rule.model, task: rule.task, pathModel, stream: provider === 'gemini' ? (action === 'streamGenerateContent' ? gemini : 'by-body') : 'by-body' };
  }
  return undefined;
}
