import { StreamEvents } from './stream-events.js';

function read(text: string, size: number): unknown[] {
  const events = new StreamEvents();
  const bytes = Buffer.from(text);
  const seen: unknown[] = [];
  for (let at = 0; at < bytes.length; at += size) seen.push(...events.feed(bytes.subarray(at, at + size)));
  return [...seen, ...events.end()];
}

describe('the events of a stream', () => {
  it.each([1, 2, 3, 7, 1000])('are the same however the bytes are cut (%i)', (size) => {
    for (const end of ['\n', '\r\n', '\r']) {
      const text = ['\uFEFFevent: a', 'data: {"x":"é"}', '', ': comment', 'data:1', 'data: 2', 'id: 3', '', '', '{"error":1}', 'data: [DONE]'].join(end);
      expect(read(text, size)).toEqual([
        { event: 'a', data: '{"x":"é"}' },
        { event: undefined, data: '1\n2' },
        { event: undefined, data: '{"error":1}' },
        { event: undefined, data: '[DONE]' },
      ]);
    }
  });

  it('take time in proportion to the bytes, also when one line comes in single characters', () => {
    const timeOf = (length: number, size: number) => {
      const text = `data: ${'x'.repeat(length)}\n\n`;
      const before = process.cpuUsage();
      expect(read(text, size)).toHaveLength(1);
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    timeOf(50_000, 1);
    const [once, fourTimes] = [timeOf(200_000, 1), timeOf(800_000, 1)];
    expect(fourTimes).toBeLessThan(once * 12 + 50_000);
  });

  it('keep of what stands outside of events no more than an error needs', () => {
    expect(read(`{\n${'"x":1,\n'.repeat(100_000)}`, 1000).length).toBeLessThan(2);
  });

  it('takes one byte order mark away, wherever that is cut', () => {
    const read = (text: string, at: number) => {
      const events = new StreamEvents();
      const bytes = Buffer.from(text);
      return [...events.feed(bytes.subarray(0, at)), ...events.feed(bytes.subarray(at)), ...events.end()].map(({ data }) => data);
    };
    for (const at of [0, 1, 2, 3, 4, 5, 6]) {
      expect(read('\ufeffdata: 1\n\n', at)).toEqual(['1']);
      expect(read('\ufeff\ufeffdata: 1\n\n', at)).toEqual([]);
    }
  });
});
