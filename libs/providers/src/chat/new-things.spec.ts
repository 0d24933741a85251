import { eventsOf, playStream, playWhole } from '../testing/played.js';

const USAGE = { input_tokens: 3, output_tokens: 5 };
const message = { id: 'm', type: 'message', role: 'assistant', model: 'm', stop_sequence: null };
const start = { type: 'message_start', message: { ...message, content: [], stop_reason: null, usage: { input_tokens: 3, output_tokens: 1 } } };
const textBlock = (index: number, ...deltas: string[]) => [
  { type: 'content_block_start', index, content_block: { type: 'text', text: '', citations: null } },
  ...deltas.map((text) => ({ type: 'content_block_delta', index, delta: { type: 'text_delta', text } })),
  { type: 'content_block_stop', index },
];
const end = [{ type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 5 } }, { type: 'message_stop' }];

/** Blocks that no client of ours asked for, or that nobody knows yet. */
const FOREIGN_BLOCKS = [
  { type: 'brand_new', text: 'not this', tiers: [1] },
  { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'x' }, caller: { type: 'brand_new' } },
  { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [{ type: 'web_search_result_v2', url: 1 }] },
  { type: 'code_execution_tool_result', tool_use_id: 'srvtoolu_1', content: { type: 'nothing_known' } },
  { type: 'redacted_thinking', data: 'AAAA' },
  { type: 'thinking', thinking: 'Hm' },
  { type: 'tool_use', name: 'without an id' },
  {},
];

describe('something new beside an answer of Claude', () => {
  const [first, second, third] = [textBlock(0, 'Hel', 'lo'), textBlock(8, ' wor'), textBlock(9, 'ld')];

  const NEW_EVENTS: [string, string][] = [
    ['an unknown event', eventsOf({ type: 'vertex_event', usage: {} })],
    ['an unknown event of words', 'event: keep_alive\ndata: still here\n\n'],
    ['an event without a type', 'data: {"ok":true}\n\n'],
    ['a comment', ': waiting\n\n'],
    ['an unknown field', 'retry: 10\nid: 7\nmood: good\n\n'],
    ['no data', 'event: ping\ndata:\n\n'],
    ['an unknown delta', eventsOf({ type: 'content_block_delta', index: 0, delta: { type: 'sparkle_delta', text: 'not this' } })],
    ['a citation', eventsOf({ type: 'content_block_delta', index: 0, delta: { type: 'citations_delta', citation: { type: 'brand_new_location' } } })],
    ['a delta without a block', eventsOf({ type: 'content_block_delta', index: 77, delta: { type: 'text_delta', text: 'not this' } })],
    ['a delta that is none', eventsOf({ type: 'content_block_delta', index: 0 }, { type: 'content_block_delta', index: 0, delta: { type: 'text_delta' } })],
    ['the end of no block', eventsOf({ type: 'content_block_stop', index: 77 }, { type: 'content_block_stop' })],
    ['an error that is none', eventsOf({ type: 'ping', error: null }, { type: 'ping', error: {} }, { type: 'ping', error: '' })],
    ['a [DONE]', 'data: [DONE]\n\n'],
  ];

  it.each(NEW_EVENTS)('%s is passed over, at the beginning, in the middle, at the end', async (_name, added) => {
    const streams = [
      added + eventsOf(start, ...first, ...end),
      eventsOf(start) + added + eventsOf(...first, ...end),
      eventsOf(start, ...first.slice(0, 2)) + added + eventsOf(...first.slice(2), ...end),
      eventsOf(start, ...first) + added + eventsOf(...end),
      eventsOf(start, ...first, ...end) + added,
    ];
    for (const stream of streams) {
      for (const size of [1, 57, 100_000]) {
        expect(await playStream('anthropic', stream, size)).toMatchObject({ text: 'Hello', finish: 'stop', usage: { prompt_tokens: 3, completion_tokens: 5 } });
      }
    }
  });

  it('unknown blocks are passed over with all their deltas', async () => {
    const foreign = FOREIGN_BLOCKS.flatMap((content_block, at) => [
      { type: 'content_block_start', index: at + 1, content_block },
      { type: 'content_block_delta', index: at + 1, delta: { type: 'input_json_delta', partial_json: '{"not":"this"}' } },
      { type: 'content_block_delta', index: at + 1, delta: { type: 'signature_delta', signature: 'AAAA' } },
      ...(content_block.type === 'thinking' ? [] : [{ type: 'content_block_delta', index: at + 1, delta: { type: 'text_delta', text: 'not this' } }]),
      { type: 'content_block_stop', index: at + 1 },
    ]);
    const stream = eventsOf(start, ...foreign.slice(0, 5), ...first, ...foreign.slice(5), ...(second ?? []).map((event) => ({ ...event, index: 18 })), ...(third ?? []).map((event) => ({ ...event, index: 19 })), ...end);
    expect(await playStream('anthropic', stream)).toMatchObject({ text: 'Hello world', calls: [], finish: 'stop' });
    const content = [FOREIGN_BLOCKS[0], { type: 'text', text: 'Hel', citations: [{ type: 'brand_new' }] }, ...FOREIGN_BLOCKS, { type: 'text', text: 'lo', mood: 'good' }, null, 7];
    expect(await playWhole('anthropic', JSON.stringify({ ...message, content, stop_reason: 'end_turn', usage: USAGE }))).toMatchObject({ text: 'Hello', calls: [], finish: 'stop' });
  });

  it('unknown fields and forms of known ones are passed over', async () => {
    const odd = { container: { id: 7 }, context_management: { applied_edits: [{ type: 'new' }] }, stop_details: { type: 'new' }, service_tier: 7, usage: { ...USAGE, iterations: [{ type: 'new' }], output_tokens_details: null, server_tool_use: 3 } };
    expect(await playWhole('anthropic', JSON.stringify({ ...message, type: 'message_v2', id: 7, content: [{ type: 'text', text: 'Hello' }], stop_reason: 'end_turn', ...odd }))).toMatchObject({ text: 'Hello', usage: { prompt_tokens: 3 } });
    const stream = eventsOf(
      { ...start, message: { ...start.message, ...odd, content: [{ type: 'new' }] } },
      ...first,
      { type: 'message_delta', delta: { stop_reason: 'end_turn', ...odd }, ...odd },
      { type: 'message_stop', ...odd },
    );
    expect(await playStream('anthropic', stream)).toMatchObject({ text: 'Hello', finish: 'stop', usage: { prompt_tokens: 3, completion_tokens: 5 } });
  });

  it('an answer without counts, a second beginning and text that comes with a block’s start are taken as they are', async () => {
    const bare = { type: 'message_start', message: {} };
    const stream = eventsOf(
      bare,
      bare,
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: 'Hel' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'lo' } },
      { type: 'content_block_stop', index: 0 },
      { type: 'content_block_start', index: 1, content_block: { type: 'tool_use', id: 't1', name: 'f', input: { a: 1 } } },
      { type: 'content_block_stop', index: 1 },
      { type: 'message_delta', delta: { stop_reason: 'tool_use' } },
      { type: 'message_delta', delta: {}, usage: null },
      { type: 'message_stop' },
    );
    expect(await playStream('anthropic', stream)).toMatchObject({ text: 'Hello', calls: [{ id: 't1', name: 'f', arguments: '{"a":1}' }], finish: 'tool_calls' });
  });
});

describe('something new beside an answer of Gemini', () => {
  const usageMetadata = { promptTokenCount: 3, candidatesTokenCount: 5 };
  const FOREIGN_PARTS = [
    { brandNew: { text: 'not this' } },
    { executableCode: { language: 'PYTHON', code: 'print(1)', id: 7 } },
    { codeExecutionResult: { outcome: 7 } },
    { inlineData: { mimeType: 'image/png' } },
    { functionCall: { args: { without: 'a name' } } },
    { toolCall: { toolType: 'NEW' } },
    { text: 7 },
    { text: 'Hm', thought: true, thoughtSignature: 7 },
    {},
    null,
    'text',
  ];
  const odd = {
    groundingMetadata: { groundingChunks: [{ new: 1, web: { uri: 7 } }], webSearchQueries: 'x' },
    safetyRatings: [{ category: 7 }],
    citationMetadata: 3,
    urlContextMetadata: [],
    avgLogprobs: 'none',
  };
  const part = (parts: unknown[], more: object = {}) => ({ candidates: [{ content: { parts, role: 'model' }, index: 0, ...odd, ...more }], usageMetadata: { ...usageMetadata, promptTokensDetails: [{ modality: 7 }], trafficType: 3 }, modelStatus: {} });

  it('unknown parts and fields are passed over, whole', async () => {
    const answer = part([...FOREIGN_PARTS, { text: 'Hel', mood: 'good' }, ...FOREIGN_PARTS, { text: 'lo' }, ...FOREIGN_PARTS], { finishReason: 'STOP' });
    expect(await playWhole('gemini', JSON.stringify(answer))).toMatchObject({ text: 'Hello', calls: [], finish: 'stop', usage: { prompt_tokens: 3, completion_tokens: 5 } });
  });

  it('unknown parts, fields and events are passed over, streamed', async () => {
    const added = 'event: news\ndata: words\n\ndata: {"modelStatus":{}}\n\n: comment\n\n';
    const stream = added + eventsOf(part(FOREIGN_PARTS), part([...FOREIGN_PARTS, { text: 'Hel' }])) + added + eventsOf(part([{ text: 'lo' }, ...FOREIGN_PARTS]), part([], { finishReason: 'STOP' })) + added;
    for (const size of [1, 57, 100_000]) {
      expect(await playStream('gemini', stream, size)).toMatchObject({ text: 'Hello', calls: [], finish: 'stop', usage: { prompt_tokens: 3, completion_tokens: 5 } });
    }
  });

  it('a second candidate is passed over, beside the first, before it, and in events of its own, streamed and whole', async () => {
    const of = (index: number, text: string, more: object = {}) => ({ content: { parts: [{ text }], role: 'model' }, index, ...more });
    const both = (...candidates: object[]) => ({ candidates, usageMetadata });
    const other = { finishReason: 'MAX_TOKENS' };
    const stream = eventsOf(
      both(of(1, 'not this')),
      both(of(0, 'Hel')),
      both(of(1, 'nor this'), { content: { parts: [{ text: 'l' }] } }),
      both(of(1, 'nor that', other)),
      both(of(0, 'o', { finishReason: 'STOP' }), of(1, '!')),
      both(of(1, 'the end', other)),
    );
    const expected = { text: 'Hello', finish: 'stop' };
    for (const size of [1, 57, 100_000]) expect(await playStream('gemini', stream, size)).toMatchObject(expected);
    const whole = both(of(1, 'not this', other), of(0, 'Hello', { finishReason: 'STOP' }));
    expect(await playWhole('gemini', JSON.stringify(whole))).toMatchObject(expected);
  });

  it('two calls that bear the same id, or none, stay two', async () => {
    const calls = [{ functionCall: { id: 'a', name: 'f', args: { n: 1 } } }, { functionCall: { id: 'a', name: 'f', args: { n: 2 } } }, { functionCall: { name: 'g' } }];
    const stream = await playStream('gemini', eventsOf(part(calls.slice(0, 1)), part(calls.slice(1), { finishReason: 'STOP' })));
    const whole = await playWhole('gemini', JSON.stringify(part(calls, { finishReason: 'STOP' })));
    for (const answer of [stream, whole]) {
      expect(answer.calls.map(({ name, arguments: written }) => [name, written])).toEqual([['f', '{"n":1}'], ['f', '{"n":2}'], ['g', '{}']]);
      expect(new Set(answer.calls.map(({ id }) => id)).size).toBe(3);
    }
  });

  it('the AI SDK does not go on by itself with an answer that was cut at a cap: the client paid for one call', async () => {
    const answer = part([{ text: 'Part' }], { finishReason: 'CONTINUATION', continuationToken: 'more' });
    expect(await playWhole('gemini', JSON.stringify(answer))).toMatchObject({ text: 'Part', finish: 'length' });
    expect(await playStream('gemini', eventsOf(answer))).toMatchObject({ text: 'Part', finish: 'length' });
  });
});
