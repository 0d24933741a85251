import { createParser } from 'eventsource-parser';

/** The largest single event that we wait for, in characters; a provider that sends more is not talking to us. */
const MAX_EVENT_LENGTH = 4 * 1024 * 1024;

/**
 * The data of each server-sent event, in order. Comments, ids and event names are left out; an event that
 * the end of the stream cuts off is dropped.
 * @throws whatever reading the body throws, and RangeError for an event beyond all bounds.
 */
export async function* readServerSentEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const events: string[] = [];
  let pending = 0;
  const parser = createParser({
    onEvent: (event) => {
      events.push(event.data);
      pending = 0;
    },
  });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      pending += value.length;
      parser.feed(decoder.decode(value, { stream: true }));
      yield* events.splice(0);
      if (pending > MAX_EVENT_LENGTH) throw new RangeError('An event of the stream does not end.');
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
