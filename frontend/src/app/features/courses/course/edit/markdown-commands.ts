export const MARKDOWN_COMMANDS = ['bold', 'italic', 'heading2', 'list', 'numbers', 'link', 'code'] as const;
export type MarkdownCommand = (typeof MARKDOWN_COMMANDS)[number];

/** A replacement in a text: `insert` takes the place from `from` to `to`, and then `select` (places in the new text) is selected. */
export interface TextChange {
  from: number;
  to: number;
  insert: string;
  select: readonly [number, number];
}

interface Selected {
  text: string;
  from: number;
  to: number;
  /** What stands in when nothing is selected. */
  sample: string;
}

function around({ text, from, to, sample }: Selected, before: string, after = before): TextChange {
  const inner = text.slice(from, to);
  // The same command again takes the marks off.
  if (text.slice(from - before.length, from) === before && text.slice(to, to + after.length) === after) {
    const start = from - before.length;
    return { from: start, to: to + after.length, insert: inner, select: [start, start + inner.length] };
  }
  const words = inner === '' ? sample : inner;
  const start = from + before.length;
  return { from, to, insert: before + words + after, select: [start, start + words.length] };
}

function eachLine({ text, from, to, sample }: Selected, mark: (index: number) => string, known: RegExp): TextChange {
  const start = text.lastIndexOf('\n', from - 1) + 1;
  const end = text.indexOf('\n', to) < 0 ? text.length : text.indexOf('\n', to);
  const lines = text.slice(start, end).split('\n');
  const marked = lines.every((line) => known.test(line));
  const changed = lines.map((line, index) => (marked ? line.replace(known, '') : mark(index) + (line.trim() === '' && lines.length === 1 ? sample : line.replace(known, '')))).join('\n');
  return { from: start, to: end, insert: changed, select: [start, start + changed.length] };
}

/** What a button of the editor does to the selected part of the text. */
export function markdownChange(command: MarkdownCommand, selected: Selected): TextChange {
  switch (command) {
    case 'bold':
      return around(selected, '**');
    case 'italic':
      return around(selected, '_');
    case 'heading2':
      return eachLine(selected, () => '## ', /^#{1,6} /);
    case 'list':
      return eachLine(selected, () => '- ', /^[-*+] /);
    case 'numbers':
      return eachLine(selected, (index) => `${index + 1}. `, /^\d+[.)] /);
    case 'link': {
      const change = around(selected, '[', '](https://)');
      if (change.insert === selected.text.slice(selected.from, selected.to)) return change;
      const address = change.select[1] + 2;
      return { ...change, select: [address, address + 'https://'.length] };
    }
    case 'code':
      return selected.text.slice(selected.from, selected.to).includes('\n') ? around(selected, '```\n', '\n```') : around(selected, '`');
  }
}
