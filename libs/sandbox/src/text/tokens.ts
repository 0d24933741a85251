/** A rough count, about as the providers' tokenizers give for prose. */
export function tokensOf(text: string): number {
  return text === '' ? 0 : Math.ceil(text.length / 4);
}

/** Words with the white space after them: what a stream sends piece by piece. */
export function piecesOf(text: string): string[] {
  return text.match(/\s*\S+\s*/g) ?? (text === '' ? [] : [text]);
}

/** The text cut to a number of tokens. */
export function cutTo(text: string, tokens: number): string {
  return text.slice(0, tokens * 4);
}
