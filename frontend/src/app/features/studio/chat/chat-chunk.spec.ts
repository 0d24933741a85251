import { readChatChunk } from './chat-chunk';

const chunk = (...choices: unknown[]) => JSON.stringify({ choices });

describe('a chunk of a chat', () => {
  it('gives the text and the end of the first choice, wherever it stands', () => {
    const other = { index: 1, delta: { content: 'not this' }, finish_reason: 'length' };
    expect(readChatChunk(chunk({ index: 0, delta: { content: 'a' } }))?.text).toBe('a');
    expect(readChatChunk(chunk({ delta: { content: 'a' } }))?.text).toBe('a');
    expect(readChatChunk(chunk(other, null, { index: 0, delta: { content: 'a' } }))?.text).toBe('a');
    expect(readChatChunk(chunk(other))).toEqual({ text: '' });
  });

  it('tells what the call used, when the provider does', () => {
    const usage = { prompt_tokens: 12, completion_tokens: 400, prompt_tokens_details: { cached_tokens: 8 } };
    expect(readChatChunk(JSON.stringify({ choices: [], usage }))?.usage).toEqual({ tokensIn: 12, tokensOut: 400, cachedTokensIn: 8 });
    expect(readChatChunk(JSON.stringify({ choices: [], usage: { prompt_tokens: '12' } }))?.usage).toBeUndefined();
    expect(readChatChunk(JSON.stringify({ choices: [], usage: null }))?.usage).toBeUndefined();
  });
});
