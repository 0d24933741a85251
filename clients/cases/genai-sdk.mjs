import { assert, inPieces, refers, refused } from '../lib/expect.mjs';

const { client } = await import(process.env.CLIENTS_MODULE);
const TIDES = { model: 'gemini-3.8-flash', contents: 'Explain tides' };
const WEATHER = {
  name: 'get_weather',
  description: 'The weather in a city',
  parameters: { type: 'OBJECT', properties: { city: { type: 'STRING' } }, required: ['city'] },
};

export async function chat() {
  refers((await client.models.generateContent(TIDES)).text);
}

export async function stream() {
  const pieces = [];
  for await (const chunk of await client.models.generateContentStream(TIDES)) pieces.push(chunk.text);
  inPieces(pieces);
}

export async function tools() {
  const question = { role: 'user', parts: [{ text: 'What is the weather in Paris?' }] };
  const config = { tools: [{ functionDeclarations: [WEATHER] }] };
  const asked = await client.models.generateContent({ ...TIDES, contents: [question], config });
  assert.deepEqual(asked.functionCalls[0].args, { city: 'Paris' });
  const response = { functionResponse: { name: 'get_weather', response: { output: '21 degrees in Paris' } } };
  const contents = [question, asked.candidates[0].content, { role: 'user', parts: [response] }];
  refers((await client.models.generateContent({ ...TIDES, contents, config })).text, '21 degrees in paris');
}

export async function error() {
  await refused(() => client.models.generateContent(TIDES), 400);
}
