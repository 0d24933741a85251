import { PROVIDER_STRATEGIES } from '#providers';
import { readEvents, readWhole } from './read-chat.js';

async function* body(...pieces: string[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece);
}
const { signal } = new AbortController();
const chunk = (delta: object, finish: string | null = null) => `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
const events = (...pieces: string[]) => readEvents(body(...pieces), PROVIDER_STRATEGIES.openai, signal);
const whole = (answer: unknown) => readWhole(body(JSON.stringify(answer).slice(0, 20), JSON.stringify(answer).slice(20)), signal);

describe('the event stream of a chat', () => {
  it('is whole when it says why it stops, or that it is done', async () => {
    expect((await events(chunk({ content: 'ye' }), chunk({ content: 's' }, 'stop'))).value).toBe('yes');
    expect((await events(chunk({ content: 'ye' }), chunk({ content: 's' }), 'data: [DONE]\n\n')).value).toBe('yes');
  });

  it('that ends without either is broken off', async () => {
    await expect(events(chunk({ content: 'ye' }))).rejects.toMatchObject({ code: 'provider_unavailable' });
  });

  it('keeps the reason that it gave', async () => {
    await expect(events(chunk({ content: 'ye' }, 'length'), 'data: [DONE]\n\n')).rejects.toMatchObject({ code: 'request_invalid' });
  });
});

describe('an answer in one piece', () => {
  it('is read like a stream, with what it cost', async () => {
    const usage = { prompt_tokens: 5, completion_tokens: 2 };
    expect(await whole({ choices: [{ message: { role: 'assistant', content: 'yes' }, finish_reason: 'stop' }], usage })).toEqual({
      value: 'yes',
      usage: { tokensIn: 5, tokensOut: 2, estimated: false },
    });
  });

  it('that was refused, or is no answer, fails as a stream does', async () => {
    await expect(whole({ choices: [{ message: { refusal: 'no' }, finish_reason: 'stop' }] })).rejects.toMatchObject({ code: 'content_blocked' });
    await expect(whole({ choices: [] })).rejects.toMatchObject({ code: 'provider_unavailable' });
    await expect(readWhole(body('{"choices":'), signal)).rejects.toMatchObject({ code: 'provider_unavailable' });
  });
});
