import type { CourseFormat } from './course-formats.js';

/** Names that Windows keeps for devices, whatever follows a point. */
const RESERVED = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])$/i;
/** Characters; a Cyrillic one takes two bytes, and 255 bytes is the most that file systems allow. */
const MAX_LENGTH = 80;

/**
 * A name that every file system takes: no path, no control characters, no marks that turn the reading direction,
 * no reserved device. Letters of every script are kept.
 */
export function fileName(title: string, format: CourseFormat): string {
  const plain = title.normalize('NFC').replace(/[\\/:*?"<>|]|\p{C}|\p{Zl}|\p{Zp}/gu, ' ').replace(/\s+/g, ' ').trim();
  const short = [...plain].slice(0, MAX_LENGTH).join('').replace(/[. ]+$/, '');
  const safe = RESERVED.test(short.split('.')[0]?.trim() ?? '') ? `_${short}` : short;
  return `${safe || 'course'}.${format}`;
}
