import { createParser } from 'eventsource-parser';

export interface JobEvent {
  /** To resume behind; empty when the server gave none. */
  id: string;
  /** `progress`, or how the job ended. */
  type: string;
  data: unknown;
}

/** The largest event that we wait for, in characters: the last one brings the whole course. */
const MAX_EVENT_LENGTH = 32 * 1024 * 1024;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The events of a job's stream, in order. An event that the end of the stream cuts off is dropped.
 * @param onBytes is called for every chunk, so that the caller knows the connection is alive, comments included
 * @throws whatever reading the body throws, and RangeError for an event beyond all bounds
 */
export async function* readJobEvents(body: ReadableStream<Uint8Array>, onBytes: () => void = () => undefined): AsyncGenerator<JobEvent> {
  const events: JobEvent[] = [];
  let pending = 0;
  const parser = createParser({
    onEvent: ({ id, event, data }) => {
      events.push({ id: id ?? '', type: event ?? 'message', data: parsed(data) });
      pending = 0;
    },
  });
  const decoder = new TextDecoder();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onBytes();
      pending += value.length;
      parser.feed(decoder.decode(value, { stream: true }));
      yield* events.splice(0);
      if (pending > MAX_EVENT_LENGTH) throw new RangeError('An event of the stream does not end.');
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}
