import { choice, closed, integer, list, number, open, ref, text, type Schema } from '../json.js';

/** Written down as far as we read or write it ourselves; further fields pass through. */
export const MODEL_CALL_SCHEMAS: Readonly<Record<string, Schema>> = {
  ChatRequest: open(
    {
      model: text('An id, `<provider>/<id>`, or `auto`.'),
      messages: { type: 'array', minItems: 1, items: open({ role: text(), content: {} }, ['content']) },
      stream: { type: ['boolean', 'null'] },
      tools: { type: 'array' },
      response_format: { type: 'object' },
    },
    ['stream', 'tools', 'response_format'],
    "OpenAI's chat completion request. Fields that we don't know pass on.",
  ),
  ChatCompletion: open({
    id: text(),
    object: { const: 'chat.completion' },
    created: integer('Unix seconds.'),
    model: text(),
    choices: list(open({ index: integer(), message: open({ role: { const: 'assistant' }, content: { type: ['string', 'null'] } }), finish_reason: { type: ['string', 'null'] } })),
    usage: open({ prompt_tokens: integer(), completion_tokens: integer(), total_tokens: integer() }),
  }, ['usage']),
  ChatCompletionChunk: open({
    id: text(),
    object: { const: 'chat.completion.chunk' },
    created: integer(),
    model: text(),
    choices: list(open({ index: integer(), delta: { type: 'object' }, finish_reason: { type: ['string', 'null'] } }, ['finish_reason'])),
  }),
  ResponsesRequest: open(
    {
      model: text('An id, `<provider>/<id>`, or `auto`.'),
      input: { type: ['string', 'array', 'null'] },
      instructions: { type: ['string', 'null'] },
      stream: { type: ['boolean', 'null'] },
      tools: { type: 'array' },
    },
    ['input', 'instructions', 'stream', 'tools'],
    "OpenAI's request for a response.",
  ),
  ModelResponse: open({ id: text(), object: { const: 'response' }, created_at: integer('Unix seconds.'), status: text(), model: text(), output: list({ type: 'object' }) }),
  EmbeddingsRequest: open(
    { model: text('An id, `<provider>/<id>`, or `auto`.'), input: { type: ['string', 'array'] }, dimensions: integer(), encoding_format: choice(['float', 'base64']) },
    ['dimensions', 'encoding_format'],
    "OpenAI's request for embeddings.",
  ),
  Embeddings: open({
    object: { const: 'list' },
    data: list(open({ object: { const: 'embedding' }, index: integer(), embedding: { type: ['array', 'string'] } })),
    model: text(),
    usage: open({ prompt_tokens: integer(), total_tokens: integer() }),
  }),
  Model: closed(
    {
      id: text(),
      object: { const: 'model' },
      created: integer(),
      owned_by: text('The provider.'),
      abilities: list(text()),
      endpoints: list(text(), 'Paths under /api/v1 that take it.'),
      context_window: integer('Tokens of question and answer together.'),
      shutdown_date: text('Its last day, where one is announced.', { format: 'date' }),
      replaced_by: text('What the provider recommends instead.'),
    },
    ['shutdown_date', 'replaced_by'],
  ),
  ModelList: closed({ object: { const: 'list' }, data: list(ref('Model')) }),
  TranscriptionRequest: open(
    {
      file: text('The recording, at most 25 MiB.', { contentMediaType: 'application/octet-stream' }),
      model: text('An id, `<provider>/<id>`, or `auto`.'),
      language: text('ISO 639-1.', { examples: ['ru'] }),
      prompt: text(),
      response_format: choice(['json', 'text', 'srt', 'verbose_json', 'vtt', 'diarized_json'], 'What the model has.'),
      temperature: number(),
    },
    ['language', 'prompt', 'response_format', 'temperature'],
    "OpenAI's transcription form. Fields that we don't know pass on.",
  ),
  Transcription: open({ text: text() }),
  NativeBody: { type: 'object', description: "The provider's own format; passes unchanged but for the model's name, where that was written as `<provider>/<id>`." },
};
