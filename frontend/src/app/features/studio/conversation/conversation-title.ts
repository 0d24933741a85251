const MAX_LENGTH = 60;

/** The first line of a text, cut between words: what a conversation is called until it is given a name. */
export function titleOf(text: string): string {
  const line = text.trim().split('\n', 1)[0]?.trim() ?? '';
  if (line.length <= MAX_LENGTH) return line;
  const cut = line.slice(0, MAX_LENGTH + 1).replace(/\s+\S*$/, '');
  return `${cut.slice(0, MAX_LENGTH).toWellFormed()}…`;
}
