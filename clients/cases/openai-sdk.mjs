import OpenAI from 'openai';
import { assert, inPieces, refers, refused } from '../lib/expect.mjs';

const MODEL = 'gpt-6-luna';
const client = new OpenAI();
const WEATHER = {
  type: 'function',
  name: 'get_weather',
  description: 'The weather in a city',
  parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'], additionalProperties: false },
  strict: true,
};
const { type, ...definition } = WEATHER;

export async function chat() {
  refers((await client.responses.create({ model: MODEL, input: 'Explain tides' })).output_text);
  const messages = [{ role: 'user', content: 'Explain tides' }];
  refers((await client.chat.completions.create({ model: MODEL, messages })).choices[0].message.content);
}

export async function stream() {
  const typed = [];
  for await (const event of await client.responses.create({ model: MODEL, input: 'Explain tides', stream: true })) {
    if (event.type === 'response.output_text.delta') typed.push(event.delta);
  }
  inPieces(typed);
  const messages = [{ role: 'user', content: 'Explain tides' }];
  const chunks = [];
  for await (const chunk of await client.chat.completions.create({ model: MODEL, messages, stream: true })) {
    chunks.push(chunk.choices[0]?.delta.content);
  }
  inPieces(chunks);
}

export async function tools() {
  const question = { role: 'user', content: 'What is the weather in Paris?' };
  const asked = await client.responses.create({ model: MODEL, input: [question], tools: [WEATHER] });
  const call = asked.output.find((item) => item.type === 'function_call');
  assert.deepEqual(JSON.parse(call.arguments), { city: 'Paris' });
  const result = { type: 'function_call_output', call_id: call.call_id, output: '21 degrees in Paris' };
  const input = [question, ...asked.output, result];
  refers((await client.responses.create({ model: MODEL, input, tools: [WEATHER] })).output_text, '21 degrees in paris');
  const listed = [{ type, function: definition }];
  const first = (await client.chat.completions.create({ model: MODEL, messages: [question], tools: listed })).choices[0].message;
  const answered = { role: 'tool', tool_call_id: first.tool_calls[0].id, content: '21 degrees in Paris' };
  const second = await client.chat.completions.create({ model: MODEL, messages: [question, first, answered], tools: listed });
  refers(second.choices[0].message.content, '21 degrees in paris');
}

export async function error() {
  await refused(() => client.responses.create({ model: MODEL, input: 'Explain tides' }), 401);
}
