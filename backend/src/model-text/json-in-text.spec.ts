import { jsonIn } from './json-in-text.js';

const GOOD = { title: 'Bees', list: [{ text: 'a } " { b\n```js\n{}\n```' }] };
const json = JSON.stringify(GOOD);
const first = (text: string) => jsonIn(text).next().value as unknown;

describe('JSON in what a model wrote', () => {
  it.each([
    ['nothing around it', json],
    ['a byte order mark', `\uFEFF${json}`],
    ['white space', `\n ${json}\n\n`],
    ['a fence', `\`\`\`json\n${json}\n\`\`\``],
    ['a fence without end', `\`\`\`\n${json}`],
    ['words before and after', `Here is the outline: ${json}\nI hope that it's "good".`],
    ['words and a fence', `Sure!\n\n\`\`\`JSON\n${json}\n\`\`\`\nAnything else?`],
    ['an unclosed brace before it', `The form {title, … is this: ${json}`],
    ['itself as a string', JSON.stringify(json)],
    ['a list around it', `[${json}]`],
    ['commas too many', json.replace(/\}\]\}$/, '},\n]\n,}')],
  ])('is found with %s', (_what, text) => {
    expect([...jsonIn(text)]).toContainEqual(GOOD);
  });

  it('is found behind other braces', () => {
    expect([...jsonIn(`Braces {like these} and {"a":1} come first: ${json}`)]).toEqual([{ a: 1 }, GOOD]);
  });

  it.each([
    ['line breaks in a string', '{"a":"one\ntwo\tthree"}', { a: 'one\ntwo\tthree' }],
    ['backslashes of LaTeX', String.raw`{"a":"\(x^2\) \alpha \u12 \\ \n \" "}`, { a: String.raw`\(x^2\) \alpha \u12 ` + '\\ \n " ' }],
    ['a comma that belongs to a string', '{"a":",}",}', { a: ',}' }],
    ['U+0000 in a string', '{"a":"b\u0000c"}', { a: 'b\u0000c' }],
  ])('is mended: %s', (_what, text, value) => {
    expect(first(text)).toEqual(value);
  });

  it.each(['', 'No.', '{', '}{', '{"a":', '"text"', '```json\n```', '{a: 1}'])('is not found in %j', (text) => {
    expect([...jsonIn(text)].filter((value) => typeof value === 'object')).toEqual([]);
  });

  it.each([
    ['letters', 'x', 20_000_000],
    ['escapes', '\\n', 8_000_000],
  ])('is mended around a text of many MiB of %s', (_what, unit, count) => {
    const [value] = [...jsonIn(`{"a":"${unit.repeat(count)}",}`)] as { a: string }[];
    expect(value?.a.length).toBe(count);
  });

  it.each([
    ['braces', '{'],
    ['quotes', '"'],
    ['pairs', '{}'],
    ['bad objects', '{a,}'],
    ['backslashes', '{"\\'],
    ['backslashes alone', '\\'.repeat(16)],
    ['fences', '```json\n'],
    ['commas', ',   '],
  ])('takes no longer than its length for many %s', (_what, unit) => {
    const started = process.cpuUsage().user;
    for (const end of ['', '}']) for (const _value of jsonIn(`{"a": ${unit.repeat(1_000_000)}${end}`)) continue;
    expect(process.cpuUsage().user - started).toBeLessThan(10_000_000);
  });
});
