const SEGMENTS = {
  type: 'array',
  items: {
    type: 'object',
    properties: { start: { type: 'number' }, end: { type: 'number' }, text: { type: 'string' } },
    required: ['start', 'end', 'text'],
    additionalProperties: false,
  },
} as const;

/**
 * OpenAI's `response_format` that has a chat model answer with a transcript, which `parseTranscription` reads.
 * @param further JSON Schemas of fields that are asked for before the segments
 */
export function transcriptResponseFormat(further: Readonly<Record<string, object>> = {}): object {
  const properties = { ...further, segments: SEGMENTS };
  const schema = { type: 'object', properties, required: Object.keys(properties), additionalProperties: false };
  return { type: 'json_schema', json_schema: { name: 'transcript', strict: true, schema } };
}
