import fc from 'fast-check';
import { bodyOf } from '../../../../testing/streams.js';
import { readServerSentEvents } from './sse-reader.js';

async function read(body: ReadableStream<Uint8Array>): Promise<string[]> {
  const events: string[] = [];
  for await (const data of readServerSentEvents(body)) events.push(data);
  return events;
}

describe('readServerSentEvents', () => {
  it('puts events together from pieces cut anywhere, even inside a letter', async () => {
    const bytes = new TextEncoder().encode('data: {"text":"Привет"}\n\ndata: два\r\n\r\n');
    const pieces = [...bytes].map((byte) => Uint8Array.of(byte));
    expect(await read(bodyOf(pieces))).toEqual(['{"text":"Привет"}', 'два']);
  });

  it('never fails, and reads the same however bytes are cut', async () => {
    const pieces = ['data: {"a":1}', 'data:', 'event: x', 'id: 7', ': comment', '\n', '\n\n', '\r', '\r\n', '[DONE]', 'é', '\ufeff'];
    const stream = fc.array(fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...pieces) }, { weight: 1, arbitrary: fc.string({ maxLength: 12, unit: 'binary' }) }), { maxLength: 30 });
    const property = fc.asyncProperty(stream, fc.array(fc.nat(200), { maxLength: 5 }), async (parts, places) => {
      const bytes = new TextEncoder().encode(parts.join(''));
      const ends = [...places.map((place) => Math.min(place, bytes.length)).sort((left, right) => left - right), bytes.length];
      const cut = ends.map((end, index) => bytes.slice(ends[index - 1] ?? 0, end));
      expect(await read(bodyOf(cut))).toEqual(await read(bodyOf([bytes])));
    });
    await fc.assert(property, { seed: 16, numRuns: 300 });
  });

  it('joins data lines and leaves out comments, ids and names', async () => {
    const stream = ': ping\n\nid: 7\nevent: message\ndata: one\ndata: two\n\nretry: 10\n\ndata: [DONE]\n\n';
    expect(await read(bodyOf([stream]))).toEqual(['one\ntwo', '[DONE]']);
  });

  it('drops an event that the end of the stream cuts off', async () => {
    expect(await read(bodyOf(['data: whole\n\ndata: ha']))).toEqual(['whole']);
  });

  it('yields what arrived before a break, then throws', async () => {
    const events: string[] = [];
    const reading = async (): Promise<void> => {
      for await (const data of readServerSentEvents(bodyOf(['data: one\n\n'], new Error('reset')))) events.push(data);
    };
    await expect(reading()).rejects.toThrow('reset');
    expect(events).toEqual(['one']);
  });

  it('gives up on an event that never ends', async () => {
    const piece = 'x'.repeat(1024 * 1024);
    await expect(read(bodyOf(['data: ', piece, piece, piece, piece, piece]))).rejects.toThrow(RangeError);
  });

  it('cancels the body when the reader leaves early', async () => {
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new TextEncoder().encode('data: x\n\n')),
      cancel: () => void (cancelled = true),
    });
    for await (const data of readServerSentEvents(body)) {
      expect(data).toBe('x');
      break;
    }
    expect(cancelled).toBe(true);
  });
});
