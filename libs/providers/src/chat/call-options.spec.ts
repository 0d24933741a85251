import type { OpenAiChatRequest } from '../index.js';
import { callOptionsOf } from './call-options.js';

const ABILITIES = { models: 'Test models', audio: true };
const PIXEL = 'iVBORw0KGgo=';

function optionsOf(request: Partial<OpenAiChatRequest>): ReturnType<typeof callOptionsOf> {
  return callOptionsOf({ model: 'm', messages: [{ role: 'user', content: 'Hi' }], ...request }, ABILITIES);
}

function promptOf(...messages: unknown[]): unknown {
  return optionsOf({ messages }).prompt;
}

describe('messages', () => {
  it('gather system and developer words at the beginning', () => {
    expect(
      promptOf(
        { role: 'user', content: 'A' },
        { role: 'developer', content: [{ type: 'text', text: 'B' }] },
        { role: 'system', content: 'C' },
      ),
    ).toEqual([
      { role: 'system', content: 'B' },
      { role: 'system', content: 'C' },
      { role: 'user', content: [{ type: 'text', text: 'A' }] },
    ]);
  });

  it('carry text, images, audio and documents', () => {
    const content = [
      { type: 'text', text: 'Look' },
      { type: 'image_url', image_url: { url: `data:image/png;base64,${PIXEL}`, detail: 'high' } },
      { type: 'image_url', image_url: { url: 'https://example.com/a/photo.WEBP?x=1' } },
      { type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } },
      { type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,AAAA' } },
    ];
    expect(promptOf({ role: 'user', content })).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Look' },
          { type: 'file', mediaType: 'image/png', data: { type: 'data', data: PIXEL } },
          {
            type: 'file',
            mediaType: 'image/webp',
            data: { type: 'url', url: new URL('https://example.com/a/photo.WEBP?x=1') },
          },
          { type: 'file', mediaType: 'audio/wav', data: { type: 'data', data: 'AAAA' } },
          { type: 'file', mediaType: 'application/pdf', filename: 'a.pdf', data: { type: 'data', data: 'AAAA' } },
        ],
      },
    ]);
  });

  it('join tool results of one turn, named after their calls', () => {
    const calls = ['a', 'b'].map((id) => ({
      id,
      type: 'function',
      function: { name: `tool_${id}`, arguments: id === 'a' ? '{"x":1}' : '' },
    }));
    const results = ['a', 'b'].map((id) => ({ role: 'tool', tool_call_id: id, content: `result ${id}` }));
    const prompt = promptOf(
      { role: 'user', content: 'Q' },
      { role: 'assistant', content: null, tool_calls: calls },
      ...results,
    );
    expect(prompt).toMatchObject([
      { role: 'user' },
      {
        role: 'assistant',
        content: [
          { type: 'tool-call', toolCallId: 'a', toolName: 'tool_a', input: { x: 1 } },
          { toolCallId: 'b', input: {} },
        ],
      },
      {
        role: 'tool',
        content: [
          { toolCallId: 'a', toolName: 'tool_a', output: { type: 'text', value: 'result a' } },
          { toolName: 'tool_b' },
        ],
      },
    ]);
  });
});

describe('settings', () => {
  it('are taken over', () => {
    const options = optionsOf({
      max_completion_tokens: 50,
      max_tokens: 10,
      temperature: 0.5,
      top_p: 0.9,
      stop: 'END',
      seed: 7,
      presence_penalty: 0,
      frequency_penalty: 1,
      reasoning_effort: 'low',
      response_format: { type: 'json_schema', json_schema: { name: 'n', schema: { type: 'object' } } },
      n: 1,
      user: 'u',
      logprobs: false,
    });
    expect(options).toMatchObject({
      maxOutputTokens: 50,
      temperature: 0.5,
      topP: 0.9,
      stopSequences: ['END'],
      seed: 7,
      frequencyPenalty: 1,
      reasoning: 'low',
      responseFormat: { type: 'json', name: 'n', schema: { type: 'object' } },
    });
    expect(options.presencePenalty).toBeUndefined();
  });

  it('that are null count as absent', () => {
    const nothing = {
      max_tokens: null,
      temperature: null,
      stop: null,
      n: null,
      tools: null,
      tool_choice: null,
      response_format: null,
      functions: null,
    };
    expect(optionsOf(nothing).maxOutputTokens).toBeUndefined();
  });

  it('of tools keep the choice, and narrow the list to the allowed ones', () => {
    const tools = ['a', 'b'].map((name) => ({
      type: 'function',
      function: { name, description: 'd', strict: true, parameters: { type: 'object' } },
    }));
    expect(optionsOf({ tools }).toolChoice).toEqual({ type: 'auto' });
    expect(optionsOf({ tools, tool_choice: 'required' }).toolChoice).toEqual({ type: 'required' });
    expect(optionsOf({ tools, tool_choice: { type: 'function', function: { name: 'b' } } }).toolChoice).toEqual({
      type: 'tool',
      toolName: 'b',
    });
    const allowed = {
      type: 'allowed_tools',
      allowed_tools: { mode: 'required', tools: [{ type: 'function', function: { name: 'b' } }] },
    };
    expect(optionsOf({ tools, tool_choice: allowed })).toMatchObject({
      tools: [{ name: 'b' }],
      toolChoice: { type: 'required' },
    });
  });
});

describe('what cannot be translated', () => {
  const user = (part: unknown): Partial<OpenAiChatRequest> => ({ messages: [{ role: 'user', content: [part] }] });

  it.each<[string, Partial<OpenAiChatRequest>]>([
    ['n', { n: 2 }],
    ['logprobs', { logprobs: true }],
    ['modalities', { modalities: ['text', 'audio'] }],
    ['audio', { audio: { voice: 'x', format: 'mp3' } }],
    ['web_search_options', { web_search_options: {} }],
    ['logit_bias', { logit_bias: { 50256: -100 } }],
    ['functions', { functions: [] }],
    ['function_call', { function_call: 'auto' }],
    ['tools[0]', { tools: [{ type: 'custom', custom: { name: 'x' } }] }],
    ['tools', { tools: {} as never }],
    ['tool_choice', { tool_choice: 'required' }],
    [
      'tool_choice.function.name',
      {
        tools: [{ type: 'function', function: { name: 'a' } }],
        tool_choice: { type: 'function', function: { name: 'b' } },
      },
    ],
    ['temperature', { temperature: 3 }],
    ['temperature', { temperature: 'hot' }],
    ['max_tokens', { max_tokens: 0 }],
    ['max_completion_tokens', { max_completion_tokens: 1.5 }],
    ['stop', { stop: [1] }],
    ['reasoning_effort', { reasoning_effort: 'huge' }],
    ['response_format.type', { response_format: { type: 'xml' } }],
    ['response_format.json_schema.schema', { response_format: { type: 'json_schema', json_schema: {} } }],
    ['messages', { messages: [] }],
    ['messages', { messages: 'Hi' as never }],
    ['messages[0]', { messages: ['Hi'] }],
    ['messages[0].role', { messages: [{ role: 'function', content: 'x' }] }],
    ['messages[0].content', { messages: [{ role: 'user' }] }],
    ['messages[0].content[0].type', user({ type: 'video' })],
    [
      'messages[0].content[0].image_url.url',
      user({ type: 'image_url', image_url: { url: 'ftp://example.com/x.png' } }),
    ],
    ['messages[0].content[0].image_url.url', user({ type: 'image_url', image_url: { url: 'data:nonsense' } })],
    [
      'messages[0].content[0].input_audio.format',
      user({ type: 'input_audio', input_audio: { data: 'AAAA', format: 'midi' } }),
    ],
    ['messages[0].content[0].file.file_data', user({ type: 'file', file: { file_id: 'file-1' } })],
    ['messages[0].tool_call_id', { messages: [{ role: 'tool', tool_call_id: 'x', content: '' }] }],
    [
      'messages[0].tool_calls[0].function.arguments',
      { messages: [{ role: 'assistant', tool_calls: [{ id: 'a', function: { name: 'f', arguments: {} } }] }] },
    ],
    [
      'messages[0].content[0].input_audio.data',
      user({ type: 'input_audio', input_audio: { data: '!!!', format: 'wav' } }),
    ],
    [
      'messages[0].content[0].image_url.url',
      user({ type: 'image_url', image_url: { url: 'data:image/png;base64,!!!' } }),
    ],
    ['messages[0].function_call', { messages: [{ role: 'assistant', function_call: { name: 'f', arguments: '{}' } }] }],
  ])('names the field %s', (field, request) => {
    expect(() => optionsOf(request)).toThrow(
      expect.objectContaining({
        name: 'ProviderError',
        code: 'request_invalid',
        message: expect.stringMatching(new RegExp(`^${field.replaceAll(/[[\].]/g, '\\$&')}: `)) as string,
      }),
    );
  });

  it.each(['audio/ogg', 'video/mp4'])('includes %s in the place of an image where the provider takes none', (type) => {
    const messages = [{ role: 'user', content: [{ type: 'image_url', image_url: { url: `data:${type};base64,AAAA` } }] }];
    expect(() => callOptionsOf({ model: 'm', messages }, { models: 'Silent models', audio: false })).toThrow(
      expect.objectContaining({ code: 'request_invalid', param: 'messages[0].content[0].image_url.url', message: `messages[0].content[0].image_url.url: Silent models take no ${type}.` }),
    );
    expect(() => callOptionsOf({ model: 'm', messages }, ABILITIES)).not.toThrow();
  });

  it('includes audio where the provider takes none', () => {
    const messages = [
      { role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'AAAA', format: 'wav' } }] },
    ];
    expect(() => callOptionsOf({ model: 'm', messages }, { models: 'Anthropic models', audio: false })).toThrow(
      /Anthropic models take no audio/,
    );
  });
});
