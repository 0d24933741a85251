import { PROVIDER_STRATEGIES } from '../strategies.js';
import type { TranslatedChat } from '../provider-strategy.js';

/** An OpenAI chunk as far as specs look at it. */
export type Chunk = {
  id: string;
  choices: { delta: Record<string, unknown>; finish_reason: string | null }[];
  usage?: unknown;
};

export function chatOf(provider: 'anthropic' | 'gemini'): TranslatedChat {
  const { chat } = PROVIDER_STRATEGIES[provider];
  if (chat.kind !== 'translate') throw new Error('not translated');
  return chat;
}

export async function collect(chunks: AsyncIterable<Record<string, unknown>>): Promise<Chunk[]> {
  const list: Chunk[] = [];
  for await (const chunk of chunks) list.push(chunk as Chunk);
  return list;
}

export function textOf(chunks: readonly Chunk[]): string {
  return chunks.map((chunk) => chunk.choices[0]?.delta['content'] ?? '').join('');
}

export async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
