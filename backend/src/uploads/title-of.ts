import { JOB_TITLE_LENGTH } from '#contracts';

/** Marks that turn the direction of the text around them. */
const DIRECTION_MARKS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;
/** Characters that show nothing or break the line. */
const UNSEEN = /[\p{Cc}\p{Zl}\p{Zp}\u00AD\u200B\uFEFF\uFFF9-\uFFFB]/gu;

/**
 * What a client calls a file, as a title to show: without folders, control characters and marks of direction, in
 * NFC, cut to 200 characters. Undefined when nothing is left. Never to be used as a path.
 */
export function titleOf(fileName: string): string | undefined {
  const name = fileName.slice(-4096).toWellFormed().split(/[/\\]/).at(-1) as string;
  const plain = name.replace(DIRECTION_MARKS, '').replace(UNSEEN, ' ').normalize('NFC').replace(/\s+/gu, ' ').trim();
  const title = [...plain].slice(0, JOB_TITLE_LENGTH).join('').trim();
  return title === '' || /^\.+$/.test(title) ? undefined : title;
}
