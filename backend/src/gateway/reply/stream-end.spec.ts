import { ArrayEnd, StreamEnd, type EndingFormat } from './stream-end.js';

const event = (data: unknown) => `data: ${JSON.stringify(data)}\n\n`;
const begun: Record<EndingFormat, string> = {
  chat: event({ choices: [{ index: 0, delta: { content: 'say "finish_reason":"stop", {"error":{}}' }, finish_reason: null }], error: null, usage: null }),
  responses: event({ type: 'response.created', response: { status: 'in_progress', error: null } }) + event({ type: 'response.output_text.done', text: '"response.completed"' }),
  messages: event({ type: 'message_start', message: { stop_reason: null } }) + event({ type: 'content_block_delta', delta: { text: '{"type":"message_stop"}' } }) + event({ type: 'message_delta', delta: { stop_reason: 'end_turn' } }),
  transcript: event({ type: 'transcript.text.delta', delta: '"transcript.text.done"' }),
  gemini: event({ candidates: [{ content: { parts: [{ text: '"finishReason":"STOP"' }] } }], usageMetadata: {} }),
  interactions: event({ event_type: 'interaction.created', interaction: { status: 'in_progress' } }) + event({ event_type: 'step.delta', delta: { type: 'text', text: '"interaction.completed"' } }),
  speech: event({ type: 'speech.audio.delta', audio: 'AAAA' }),
};
const ended: [EndingFormat, string][] = [
  ['chat', 'data: [DONE]\n\n'],
  ['chat', event({ choices: [{ delta: {}, finish_reason: 'stop' }] }) + event({ choices: [], usage: {} })],
  ['chat', 'data: {"choices": [{"finish_reason": "length"}]}\n\n'],
  ['chat', event({ error: { message: 'overloaded' } })],
  ['chat', event({ error: 'overloaded' })],
  ['chat', 'event: error\ndata: {"message":"overloaded"}\n\n'],
  ['responses', event({ type: 'response.completed', response: { output: 'x'.repeat(20_000) } })],
  ['responses', event({ type: 'response.incomplete' })],
  ['responses', event({ type: 'response.failed' })],
  ['responses', event({ type: 'error', message: 'overloaded' })],
  ['messages', 'event: message_stop\ndata: {"type": "message_stop"}\n\n'],
  ['messages', event({ type: 'error', error: { type: 'overloaded_error' } })],
  ['gemini', event({ candidates: [{ finishReason: 'STOP', groundingMetadata: 'x'.repeat(20_000) }] })],
  ['gemini', event({ promptFeedback: { blockReason: 'SAFETY' } })],
  ['transcript', event({ type: 'transcript.text.done', text: 'all' })],
  ['gemini', event({ error: { code: 503 } })],
  ['interactions', event({ event_type: 'interaction.completed', interaction: { steps: 'x'.repeat(20_000) } })],
  ['interactions', 'event: done\ndata: [DONE]\n\n'],
  ['interactions', event({ event_type: 'error', error: { code: 'internal_error' } })],
  ['speech', event({ type: 'speech.audio.done', usage: {} })],
];

describe('the end of a stream', () => {
  it.each(ended)('of %s is seen in %j, however it is cut', (format, end) => {
    for (const size of [1, 7, 49, 100_000]) {
      const stream = new StreamEnd(format);
      const bytes = Buffer.from(begun[format] + end);
      for (let at = 0; at < bytes.length; at += size) stream.take(bytes.subarray(at, at + size));
      expect(stream.isWhole).toBe(true);
    }
  });

  it.each(Object.entries(begun) as [EndingFormat, string][])('of %s is missed before, whatever the model says', (format, beginning) => {
    for (const size of [1, 7, 49, 100_000]) {
      const stream = new StreamEnd(format);
      const bytes = Buffer.from(beginning);
      for (let at = 0; at < bytes.length; at += size) stream.take(bytes.subarray(at, at + size));
      expect(stream.isWhole).toBe(false);
    }
  });
});

describe('the end of an array', () => {
  const isWhole = (...pieces: string[]) => {
    const end = new ArrayEnd();
    for (const piece of pieces) end.take(Buffer.from(piece));
    return end.isWhole;
  };

  it('is its bracket, with nothing but spaces behind it', () => {
    expect(isWhole('[{"a":1}', '\n]', ' \r\n')).toBe(true);
    expect(isWhole('{"a":1}')).toBe(true);
    expect(isWhole('[{"a":[1]', '}')).toBe(false);
    expect(isWhole('[', '{"a":1},\r\n')).toBe(false);
  });
});
