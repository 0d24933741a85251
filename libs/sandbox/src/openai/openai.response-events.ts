import { piecesOf } from '../text/tokens.js';
import type { ResponseItem } from './openai.response-object.js';

/** The typed events of a response's stream. */
export function* eventsOf(frame: ResponseItem, whole: ResponseItem): Generator<ResponseItem> {
  yield { type: 'response.created', response: frame };
  yield { type: 'response.in_progress', response: frame };
  for (const [output_index, item] of (whole['output'] as ResponseItem[]).entries()) {
    yield* eventsOfItem(item, output_index);
    yield { type: 'response.output_item.done', output_index, item };
  }
  yield { type: whole['status'] === 'completed' ? 'response.completed' : 'response.incomplete', response: whole };
}

/** Events in their wire form, numbered. */
export function* numbered(events: Iterable<ResponseItem>, from = 0): Generator<string> {
  let sequence_number = from;
  for (const event of events) {
    yield `event: ${String(event['type'])}\ndata: ${JSON.stringify({ ...event, sequence_number })}\n\n`;
    sequence_number += 1;
  }
}

function* eventsOfItem(item: ResponseItem, output_index: number): Generator<ResponseItem> {
  if (item['type'] === 'message') yield* messageEvents(item, output_index);
  else if (item['type'] === 'function_call') yield* callEvents(item, output_index);
  else yield* reasoningEvents(item, output_index);
}

function* reasoningEvents(item: ResponseItem, output_index: number): Generator<ResponseItem> {
  yield { type: 'response.output_item.added', output_index, item: { ...item, summary: [] } };
  for (const [summary_index, part] of (item['summary'] as { text: string }[]).entries()) {
    const at = { item_id: item['id'], output_index, summary_index };
    yield { type: 'response.reasoning_summary_part.added', ...at, part: { ...part, text: '' } };
    for (const delta of piecesOf(part.text)) yield { type: 'response.reasoning_summary_text.delta', ...at, delta };
    yield { type: 'response.reasoning_summary_text.done', ...at, text: part.text };
    yield { type: 'response.reasoning_summary_part.done', ...at, part };
  }
}

function* messageEvents(item: ResponseItem, output_index: number): Generator<ResponseItem> {
  const [part] = item['content'] as [{ text: string; logprobs: { token: string }[] }];
  const at = { item_id: item['id'], output_index, content_index: 0 };
  const { text, logprobs } = part;
  yield { type: 'response.output_item.added', output_index, item: { ...item, status: 'in_progress', content: [] } };
  yield { type: 'response.content_part.added', ...at, part: { ...part, text: '', logprobs: [] } };
  for (const [index, delta] of piecesOf(text).entries()) {
    yield { type: 'response.output_text.delta', ...at, delta, logprobs: logprobs.slice(index, index + 1) };
  }
  yield { type: 'response.output_text.done', ...at, text, logprobs };
  yield { type: 'response.content_part.done', ...at, part };
}

function* callEvents(item: ResponseItem, output_index: number): Generator<ResponseItem> {
  const at = { item_id: item['id'], output_index };
  const written = String(item['arguments']);
  yield { type: 'response.output_item.added', output_index, item: { ...item, status: 'in_progress', arguments: '' } };
  for (const delta of written.match(/.{1,12}/gsu) ?? [])
    yield { type: 'response.function_call_arguments.delta', ...at, delta };
  yield { type: 'response.function_call_arguments.done', ...at, name: item['name'], arguments: written };
}
