import type { ByokProviderId, ProviderId } from '#contracts';
import type { TestApplication, TestUser } from './application.js';

/** One model of each provider that every plan allows, of tier 0 or 1. */
export const CHAT_MODELS: Readonly<Record<ProviderId, string>> = {
  openai: 'gpt-6-luna',
  anthropic: 'claude-haiku-4-5',
  gemini: 'gemini-3.5-flash-lite',
  cloudru: 'openai/gpt-oss-120b',
};

/** One model of each provider of tier 2: more than `free` and `start` reach. */
export const LARGE_MODELS: Readonly<Record<ByokProviderId, string>> = {
  openai: 'gpt-6-sol',
  anthropic: 'claude-sonnet-5',
  gemini: 'gemini-3.1-pro-preview',
};

/** One model of each provider that transcribes, which every plan allows. */
export const TRANSCRIBING_MODELS: Readonly<Record<Exclude<ProviderId, 'anthropic'>, string>> = {
  openai: 'gpt-transcribe',
  gemini: CHAT_MODELS.gemini,
  cloudru: 'openai/whisper-large-v3',
};

export const FACES = ['v1', 'native'] as const;
/** Where a chat call goes: our own route over all providers, or the provider's own. */
export type Face = (typeof FACES)[number];

export const MODES = ['plain', 'streamed'] as const;
export type Mode = (typeof MODES)[number];

/** A chat call. */
export interface ChatCall {
  readonly path: string;
  readonly json: Record<string, unknown>;
  /** What the provider's own API wants. */
  readonly headers?: Record<string, string>;
}

/** A chat call of a provider's model on either face. */
export function chatCall(face: Face, provider: ByokProviderId, mode: Mode, prompt = 'Hello', model: string = CHAT_MODELS[provider]): ChatCall {
  const stream = mode === 'streamed';
  const messages = [{ role: 'user', content: prompt }];
  const streaming = stream ? { stream: true } : {};
  if (face === 'v1') return { path: '/api/v1/chat/completions', json: { model, messages, ...streaming } };
  if (provider === 'openai') return { path: '/api/openai/v1/chat/completions', json: { model, messages, ...streaming } };
  if (provider === 'anthropic') {
    const headers = { 'anthropic-version': '2023-06-01' };
    return { path: '/api/anthropic/v1/messages', json: { model, messages, max_tokens: 50, ...streaming }, headers };
  }
  const action = stream ? 'streamGenerateContent?alt=sse' : 'generateContent';
  return { path: `/api/gemini/v1beta/models/${model}:${action}`, json: { contents: [{ role: 'user', parts: [{ text: prompt }] }] } };
}

/** The receipt and our code, as the answer's headers say. */
export interface SeenReceipt {
  source: string | null;
  provider: string | null;
  model: string | null;
  tier: string | null;
  attempts: string | null;
  fallbackReason: string | null;
  code: string | null;
}

export function receiptOf({ headers }: Response): SeenReceipt {
  return {
    source: headers.get('x-byok-credential-source'),
    provider: headers.get('x-byok-provider'),
    model: headers.get('x-byok-model'),
    tier: headers.get('x-byok-tier'),
    attempts: headers.get('x-byok-attempts'),
    fallbackReason: headers.get('x-byok-fallback-reason'),
    code: headers.get('x-byok-code'),
  };
}

/** `x-byok-attempts` of several calls that all ended alike. */
export function attemptsOf(entry: `${'byok' | 'platform'}:${ProviderId}:${string}`, calls: number): string {
  return Array<string>(calls).fill(entry).join();
}

/** Sends a chat call and reads its whole answer. */
export async function ask(
  app: TestApplication,
  user: TestUser,
  call: ChatCall,
  headers: Record<string, string> = {},
): Promise<{ response: Response; status: number; text: string; receipt: SeenReceipt }> {
  const response = await app.fetch(user, call.path, { json: call.json, headers: { ...call.headers, ...headers } });
  const text = await response.text();
  return { response, status: response.status, text, receipt: receiptOf(response) };
}
