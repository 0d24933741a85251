import { Agent, run, tool } from '@openai/agents';
import { z } from 'zod';
import { inPieces, refers, refused } from '../lib/expect.mjs';

await import(process.env.CLIENTS_MODULE);

const MODEL = 'gpt-6-luna';
const weather = tool({
  name: 'get_weather',
  description: 'The weather in a city',
  parameters: z.object({ city: z.string() }),
  execute: async ({ city }) => `21 degrees in ${city}`,
});
const teacher = new Agent({ name: 'Teacher', instructions: 'You explain.', model: MODEL });

export async function chat() {
  refers((await run(teacher, 'Explain tides')).finalOutput);
}

export async function stream() {
  const pieces = [];
  for await (const piece of (await run(teacher, 'Explain tides', { stream: true })).toTextStream()) pieces.push(piece);
  inPieces(pieces);
}

export async function tools() {
  const agent = new Agent({ name: 'Weather', instructions: 'You look.', model: MODEL, tools: [weather] });
  refers((await run(agent, 'What is the weather in Paris?')).finalOutput, '21 degrees in paris');
}

export async function error() {
  await refused(() => run(teacher, 'Explain tides'), 401);
}
