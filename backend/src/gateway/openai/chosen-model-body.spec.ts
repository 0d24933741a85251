import { parseJsonBody } from '../body/json-body.js';
import { bodyForChosenModel } from './chosen-model-body.js';

const bodyOf = (fields: object) => parseJsonBody(Buffer.from(JSON.stringify(fields)));
const sent = (fields: object) => JSON.parse(bodyForChosenModel(bodyOf(fields), 'gpt-6-luna').toString()) as unknown;

describe('the body for a model that we chose', () => {
  it('limits the answer under the name that every model takes', () => {
    expect(sent({ model: 'auto', messages: [], max_tokens: 5, seed: 1 })).toEqual({
      model: 'gpt-6-luna',
      messages: [],
      seed: 1,
      max_completion_tokens: 5,
    });
  });

  it('leaves a limit alone that the caller named so already', () => {
    const fields = { model: 'auto', messages: [], max_completion_tokens: 7, max_tokens: 5 };
    expect(sent(fields)).toEqual({ ...fields, model: 'gpt-6-luna' });
  });

  it('changes but the model where there is no limit', () => {
    expect(bodyForChosenModel(bodyOf({ model: 'auto', top_p: 1 }), 'gpt-6-luna').toString()).toBe('{"model":"gpt-6-luna","top_p":1}');
  });
});
