import { ByokError, type Ability } from '#contracts';
import { estimateJsonTokens, type RoutedRequest } from '#nestjs-byok';
import { modelOf, type JsonBody } from '../body/json-body.js';

function hasPart(messages: readonly unknown[], type: string): boolean {
  return messages.some((message) => {
    const content = (message as { content?: unknown } | null)?.content;
    return Array.isArray(content) && content.some((part) => (part as { type?: unknown } | null)?.type === type);
  });
}

function needsOf(fields: Readonly<Record<string, unknown>>, messages: readonly unknown[]): Ability[] {
  const needs: Ability[] = ['chat'];
  if (Array.isArray(fields['tools']) && fields['tools'].length > 0) needs.push('tools');
  const format = (fields['response_format'] as { type?: unknown } | undefined)?.type;
  if (format === 'json_object' || format === 'json_schema') needs.push('json');
  if (hasPart(messages, 'image_url')) needs.push('vision');
  if (hasPart(messages, 'input_audio')) needs.push('audio');
  return needs;
}

/**
 * The few fields of a chat completion that routing reads; the rest is the provider's to judge.
 * @throws ByokError request_invalid
 */
export function readChatRequest(body: JsonBody): RoutedRequest & { stream: boolean } {
  const { messages, stream } = body.outline;
  const list = Array.isArray(messages) ? messages : [];
  const model = modelOf(body);
  return {
    model,
    task: 'chat',
    stream: stream === true,
    inputTokens: model === 'auto' ? estimateJsonTokens(body.fields['messages'] ?? []) : 0,
    needs: needsOf(body.outline, list),
  };
}

/** Without these no provider can be asked; a model that is refused is named before. @throws ByokError request_invalid */
export function assertChatFields({ outline: { messages, stream } }: JsonBody): void {
  if (!Array.isArray(messages) || messages.length === 0) {
    throw new ByokError('request_invalid', 'The field "messages" must be a list with at least one message.', { param: 'messages' });
  }
  if (stream !== undefined && stream !== null && typeof stream !== 'boolean') {
    throw new ByokError('request_invalid', 'The field "stream" must be true or false.', { param: 'stream' });
  }
}
