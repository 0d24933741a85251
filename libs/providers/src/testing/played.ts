import type { SendRequest, WireRequest } from '../wire.js';
import { chatOf, collect, textOf, type Chunk } from './translated.js';

const signal = new AbortController().signal;

/** What came of an answer that was played to a translated chat. */
export interface Played {
  text: string;
  calls: { id: string; name: string; arguments: string }[];
  finish: string | null | undefined;
  usage: unknown;
}

/** A `SendRequest` that answers every request with these bytes, in pieces of `size`. */
export function answering(body: string, size = 57): { send: SendRequest; requests: WireRequest[] } {
  const requests: WireRequest[] = [];
  async function* pieces(): AsyncGenerator<Uint8Array> {
    const bytes = Buffer.from(body);
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const send: SendRequest = (request) => {
    requests.push(request);
    return Promise.resolve({ status: 200, headers: {}, body: pieces() });
  };
  return { send, requests };
}

/** Events as they come over the wire, named by their type where they have one. */
export function eventsOf(...data: unknown[]): string {
  return data
    .map((value) => {
      const type = (value as { type?: unknown }).type;
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      return `${typeof type === 'string' ? `event: ${type}\n` : ''}data: ${text}\n\n`;
    })
    .join('');
}

/** Plays a whole answer. */
export async function playWhole(provider: 'anthropic' | 'gemini', body: string): Promise<Played> {
  const answer = await chatOf(provider).complete({ model: 'm', messages: [{ role: 'user', content: 'Hi' }] }, answering(body).send, signal);
  const [choice] = answer['choices'] as { message: { content: string | null; tool_calls?: { id: string; function: { name: string; arguments: string } }[] }; finish_reason: string }[];
  const calls = choice?.message.tool_calls ?? [];
  return {
    text: choice?.message.content ?? '',
    calls: calls.map(({ id, function: { name, arguments: written } }) => ({ id, name, arguments: written })),
    finish: choice?.finish_reason,
    usage: answer['usage'],
  };
}

/** Plays a stream. */
export async function playStream(provider: 'anthropic' | 'gemini', body: string, size?: number): Promise<Played> {
  const request = { model: 'm', messages: [{ role: 'user', content: 'Hi' }], stream: true, stream_options: { include_usage: true } };
  const chunks = await collect(await chatOf(provider).stream(request, answering(body, size).send, signal));
  return { text: textOf(chunks), calls: callsOf(chunks), finish: chunks.findLast(({ choices }) => choices[0]?.finish_reason)?.choices[0]?.finish_reason, usage: chunks.at(-1)?.usage };
}

function callsOf(chunks: readonly Chunk[]): Played['calls'] {
  const calls: Played['calls'] = [];
  for (const chunk of chunks) {
    for (const delta of (chunk.choices[0]?.delta['tool_calls'] ?? []) as { index: number; id?: string; function: { name?: string; arguments?: string } }[]) {
      const call = (calls[delta.index] ??= { id: delta.id ?? '', name: '', arguments: '' });
      call.name += delta.function.name ?? '';
      call.arguments += delta.function.arguments ?? '';
    }
  }
  return calls;
}
