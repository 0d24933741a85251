import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI, type GenerateContentResponse } from '@google/genai';
import { jest } from '@jest/globals';
import { fixtureNames, replayFixture } from './testing/fixtures.js';
import { playStream, playWhole, type Played } from './testing/played.js';

/** What the official SDK reads, in the terms of `Played`. */
interface Read {
  text: string;
  calls: { id?: string | undefined; name: string; arguments: unknown }[];
  tokensIn: number;
  tokensOut: number;
}

const responseOf = (body: string, stream: boolean): Promise<Response> =>
  Promise.resolve(new Response(body, { headers: { 'content-type': stream ? 'text/event-stream' : 'application/json' } }));

async function readByAnthropic(body: string, stream: boolean): Promise<Read> {
  const client = new Anthropic({ apiKey: 'x', maxRetries: 0, fetch: () => responseOf(body, stream) });
  const request = { model: 'claude-sonnet-5', max_tokens: 10, messages: [{ role: 'user' as const, content: 'Hi' }] };
  const message = stream ? await client.messages.stream(request).finalMessage() : await client.messages.create(request);
  const { usage } = message;
  return {
    text: message.content.map((block) => (block.type === 'text' ? block.text : '')).join(''),
    calls: message.content.flatMap((block) => (block.type === 'tool_use' ? [{ id: block.id, name: block.name, arguments: block.input }] : [])),
    tokensIn: usage.input_tokens + (usage.cache_creation_input_tokens ?? 0) + (usage.cache_read_input_tokens ?? 0),
    tokensOut: usage.output_tokens,
  };
}

async function readByGoogle(body: string, stream: boolean): Promise<Read> {
  const fetch = jest.spyOn(globalThis, 'fetch').mockImplementation(() => responseOf(body, stream));
  try {
    const { models } = new GoogleGenAI({ apiKey: 'x' });
    const request = { model: 'gemini-3.5-flash', contents: 'Hi' };
    const answers: GenerateContentResponse[] = [];
    if (stream) for await (const answer of await models.generateContentStream(request)) answers.push(answer);
    else answers.push(await models.generateContent(request));
    const usage = answers.at(-1)?.usageMetadata;
    const parts = answers.flatMap((answer) => answer.candidates?.[0]?.content?.parts ?? []);
    return {
      text: parts.map((part) => (part.thought === true ? '' : (part.text ?? ''))).join(''),
      calls: answers.flatMap((answer) => answer.functionCalls ?? []).map(({ id, name, args }) => ({ id, name: name ?? '', arguments: args ?? {} })),
      tokensIn: (usage?.promptTokenCount ?? 0) + (usage?.toolUsePromptTokenCount ?? 0),
      tokensOut: (usage?.candidatesTokenCount ?? 0) + (usage?.thoughtsTokenCount ?? 0),
    };
  } finally {
    fetch.mockRestore();
  }
}

function asRead({ text, calls, usage }: Played): Read {
  const { prompt_tokens: tokensIn, completion_tokens: tokensOut } = usage as { prompt_tokens: number; completion_tokens: number };
  return { text, calls: calls.map((call) => ({ ...call, arguments: JSON.parse(call.arguments) as unknown })), tokensIn, tokensOut };
}

const SDKS = { anthropic: readByAnthropic, gemini: readByGoogle };

/** How each ends for our client. */
const FINISH: Record<string, string> = {
  'anthropic parallel-tools': 'tool_calls',
  'anthropic whole-tools': 'tool_calls',
  'anthropic refusal': 'content_filter',
  'anthropic whole-refusal': 'content_filter',
  'anthropic pause': 'length',
  'anthropic max-tokens': 'length',
  'anthropic cut-tool': 'length',
  'gemini parallel-calls': 'tool_calls',
  'gemini whole-calls': 'tool_calls',
  'gemini safety': 'content_filter',
  'gemini blocked': 'content_filter',
  'gemini whole-blocked': 'content_filter',
  'gemini recitation': 'content_filter',
  'gemini only-thoughts': 'length',
};

/**
 * Traffic in the forms that the providers document, made anew: thinking, parallel tools, server tools, citations,
 * refusals, pauses, what nobody knows yet, and errors.
 */
describe.each(['anthropic', 'gemini'] as const)('a replay of %s', (provider) => {
  const names = fixtureNames(provider, 'replay-').map((name) => name.replace('replay-', ''));

  it.each(names.filter((name) => !name.startsWith('error')))('%s gives the text, calls and usage that its own SDK reads', async (name) => {
    const body = replayFixture(provider, name);
    const whole = name.startsWith('whole-');
    const expected = await SDKS[provider](body, !whole);
    const sizes = whole ? [57] : [1, 13, 57, 100_000];
    for (const size of sizes) {
      const played = whole ? await playWhole(provider, body) : await playStream(provider, body, size);
      expect(asRead(played)).toEqual(expected);
      expect(played.finish).toBe(FINISH[`${provider} ${name}`] ?? 'stop');
    }
  });

  it.each(names.filter((name) => name.startsWith('error')))('%s is an error for both', async (name) => {
    const body = replayFixture(provider, name);
    await expect(playStream(provider, body)).rejects.toMatchObject({ name: 'ProviderError', code: /overloaded/i.test(body) ? 'provider_overloaded' : 'provider_unavailable' });
    if (provider === 'anthropic') await expect(readByAnthropic(body, true)).rejects.toThrow(Anthropic.APIError);
  });
});
