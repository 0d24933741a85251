/** The checks of the AI SDK with one of its providers. */
import { generateText, stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';
import { assert, inPieces, refers, refused } from './expect.mjs';

export function checksOf(model, status) {
  const weather = tool({
    description: 'The weather in a city',
    inputSchema: z.object({ city: z.string() }),
    execute: async ({ city }) => `21 degrees in ${city}`,
  });
  return {
    async chat() {
      refers((await generateText({ model, prompt: 'Explain tides' })).text);
    },
    async stream() {
      const pieces = [];
      for await (const piece of streamText({ model, prompt: 'Explain tides' }).textStream) pieces.push(piece);
      inPieces(pieces);
    },
    async tools() {
      const prompt = 'What is the weather in Paris?';
      const { text, steps } = await generateText({ model, prompt, tools: { get_weather: weather }, stopWhen: stepCountIs(3) });
      assert.equal(steps.length, 2);
      refers(text, '21 degrees in paris');
    },
    async error() {
      await refused(() => generateText({ model, prompt: 'Explain tides', maxRetries: 0 }), status);
    },
  };
}
