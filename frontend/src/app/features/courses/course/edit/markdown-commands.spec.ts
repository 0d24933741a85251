import { markdownChange, type MarkdownCommand } from './markdown-commands.js';

/** `|` marks the ends of what is selected. */
function applied(command: MarkdownCommand, marked: string): string {
  const from = marked.indexOf('|');
  const to = marked.lastIndexOf('|') - 1;
  const text = marked.replaceAll('|', '');
  const change = markdownChange(command, { text, from, to: Math.max(from, to), sample: 'текст' });
  const changed = text.slice(0, change.from) + change.insert + text.slice(change.to);
  const [start, end] = change.select;
  return `${changed.slice(0, start)}|${changed.slice(start, end)}|${changed.slice(end)}`;
}

describe('markdownChange', () => {
  it.each<[MarkdownCommand, string, string]>([
    ['bold', 'раз |два| три', 'раз **|два|** три'],
    ['bold', 'раз **|два|** три', 'раз |два| три'],
    ['italic', 'раз ||', 'раз _|текст|_'],
    ['heading2', 'раз\nд|в|а\nтри', 'раз\n|## два|\nтри'],
    ['heading2', '### |раз|', '|раз|'],
    ['list', '|раз\nдва|', '|- раз\n- два|'],
    ['list', '- |раз\n- два|', '|раз\nдва|'],
    ['numbers', 'а\n|раз\nдва|\nб', 'а\n|1. раз\n2. два|\nб'],
    ['numbers', '||', '|1. текст|'],
    ['link', 'см. |сайт|', 'см. [сайт](|https://|)'],
    ['code', '|a|', '`|a|`'],
    ['code', '|a\nb|', '```\n|a\nb|\n```'],
  ])('%s turns %j into %j', (command, before, after) => {
    expect(applied(command, before)).toBe(after);
  });
});
