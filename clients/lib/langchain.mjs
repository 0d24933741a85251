/** The checks of LangChain with one of its chat models. */
import { HumanMessage, ToolMessage } from '@langchain/core/messages';
import { tool } from '@langchain/core/tools';
import { z } from 'zod';
import { assert, inPieces, refers, refused } from './expect.mjs';

export function checksOf(model, status) {
  const weather = tool(async ({ city }) => `21 degrees in ${city}`, {
    name: 'get_weather',
    description: 'The weather in a city',
    schema: z.object({ city: z.string() }),
  });
  return {
    async chat() {
      refers((await model.invoke('Explain tides')).text);
    },
    async stream() {
      const pieces = [];
      for await (const chunk of await model.stream('Explain tides')) pieces.push(chunk.text);
      inPieces(pieces);
    },
    async tools() {
      const bound = model.bindTools([weather]);
      const messages = [new HumanMessage('What is the weather in Paris?')];
      const asked = await bound.invoke(messages);
      const [call] = asked.tool_calls;
      assert.equal(call?.name, 'get_weather');
      const content = await weather.invoke(call.args);
      const result = new ToolMessage({ tool_call_id: call.id, name: call.name, content });
      refers((await bound.invoke([...messages, asked, result])).text, '21 degrees in paris');
    },
    async error() {
      await refused(() => model.invoke('Explain tides'), status);
    },
  };
}
