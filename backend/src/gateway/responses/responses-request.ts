import { ByokError, type Ability } from '#contracts';
import { estimateJsonTokens, type RoutedRequest } from '#nestjs-byok';
import { modelOf, type JsonBody } from '../body/json-body.js';

type Fields = Readonly<Record<string, unknown>>;

function hasPart(input: unknown, type: string): boolean {
  if (!Array.isArray(input)) return false;
  return input.some((item: unknown) => {
    const content = (item as { content?: unknown } | null)?.content;
    return Array.isArray(content) && content.some((part) => (part as { type?: unknown } | null)?.type === type);
  });
}

function needsOf({ tools, text, input }: Fields): Ability[] {
  const needs: Ability[] = ['chat'];
  if (Array.isArray(tools) && tools.length > 0) needs.push('tools');
  const format = (text as { format?: { type?: unknown } | null } | null | undefined)?.format?.type;
  if (format === 'json_object' || format === 'json_schema') needs.push('json');
  if (hasPart(input, 'input_image')) needs.push('vision');
  if (hasPart(input, 'input_audio')) needs.push('audio');
  return needs;
}

/**
 * The few fields of a response that routing reads; the rest is the provider's to judge.
 * @throws ByokError request_invalid
 */
export function readResponsesRequest(body: JsonBody): RoutedRequest & { stream: boolean } {
  const model = modelOf(body);
  return {
    model,
    task: 'chat',
    stream: body.outline['stream'] === true,
    inputTokens: model === 'auto' ? estimateJsonTokens([body.fields['instructions'] ?? '', body.fields['input'] ?? '']) : 0,
    needs: needsOf(body.outline),
  };
}

/** @throws ByokError request_invalid */
export function assertResponsesFields({ outline: { input, stream, prompt, conversation, previous_response_id: previous } }: JsonBody): void {
  const readsStored = [prompt, conversation, previous].some((value) => value !== undefined && value !== null);
  const isInput = typeof input === 'string' || (Array.isArray(input) && input.length > 0);
  if (!isInput && !(readsStored && (input === undefined || input === null || Array.isArray(input)))) {
    throw new ByokError('request_invalid', 'The field "input" must be a text, or a list with at least one item.', { param: 'input' });
  }
  if (stream !== undefined && stream !== null && typeof stream !== 'boolean') {
    throw new ByokError('request_invalid', 'The field "stream" must be true or false.', { param: 'stream' });
  }
}
