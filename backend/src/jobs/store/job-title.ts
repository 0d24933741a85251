import { TITLE_LENGTH, titleOf } from '../../uploads/index.js';

const EXTENSION = /\.[A-Za-z0-9]{2,5}$/;

/** Without what isn't seen, turns the reading direction or breaks the line; at most `TITLE_LENGTH` characters. */
export function shortened(title: string): string {
  const clean = title.toWellFormed().replaceAll(/[\p{Cc}\s]+/gu, ' ').replaceAll(/\p{C}/gu, '').trim();
  const characters = [...clean];
  return characters.length <= TITLE_LENGTH ? clean : `${characters.slice(0, TITLE_LENGTH - 1).join('').trimEnd()}…`;
}

/** A title from the name of an uploaded file, without its extension. Null when nothing is left. */
export function titleOfFile(name: string): string | null {
  return titleOf(name)?.replace(EXTENSION, '') || null;
}
