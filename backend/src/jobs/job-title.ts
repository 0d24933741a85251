import { JOB_TITLE_LENGTH } from '#contracts';

/** A title without what isn't seen, turns the reading direction or breaks the line; at most `JOB_TITLE_LENGTH` characters. */
export function shortTitle(title: string): string {
  const clean = title.toWellFormed().replaceAll(/[\p{Cc}\s]+/gu, ' ').replaceAll(/\p{C}/gu, '').trim();
  const characters = [...clean];
  return characters.length <= JOB_TITLE_LENGTH ? clean : `${characters.slice(0, JOB_TITLE_LENGTH - 1).join('').trimEnd()}…`;
}
