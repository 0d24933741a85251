import Anthropic from '@anthropic-ai/sdk';
import { assert, inPieces, refers, refused } from '../lib/expect.mjs';

const client = new Anthropic();
const BASE = { model: 'claude-haiku-5-5', max_tokens: 1000 };
const TIDES = { ...BASE, messages: [{ role: 'user', content: 'Explain tides' }] };
const WEATHER = {
  name: 'get_weather',
  description: 'The weather in a city',
  input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
};

export async function chat() {
  refers((await client.messages.create(TIDES)).content[0].text);
}

export async function stream() {
  const pieces = [];
  const stream = client.messages.stream(TIDES);
  stream.on('text', (text) => pieces.push(text));
  assert.equal((await stream.finalMessage()).stop_reason, 'end_turn');
  inPieces(pieces);
}

export async function tools() {
  const question = { role: 'user', content: 'What is the weather in Paris?' };
  const request = { ...BASE, tools: [WEATHER], messages: [question] };
  const asked = await client.messages.create(request);
  const use = asked.content.find((block) => block.type === 'tool_use');
  assert.deepEqual(use.input, { city: 'Paris' });
  const result = { type: 'tool_result', tool_use_id: use.id, content: '21 degrees in Paris' };
  const messages = [question, { role: 'assistant', content: asked.content }, { role: 'user', content: [result] }];
  refers((await client.messages.create({ ...request, messages })).content[0].text, '21 degrees in paris');
}

export async function error() {
  await refused(() => client.messages.create(TIDES), 401);
}
