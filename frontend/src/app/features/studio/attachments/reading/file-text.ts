import { AttachmentError } from '../attachment-problem.js';

/** Control characters that no text has; tab, line ends, form feed and escape are none of them. */
const BINARY = /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/;

function decode(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le', { fatal: true }).decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be', { fatal: true }).decode(bytes);
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
}

/** The text of a file in UTF-8, or in UTF-16 with its mark. @throws AttachmentError `notText`, `empty` */
export function fileText(bytes: Uint8Array): string {
  let text: string;
  try {
    text = decode(bytes);
  } catch (cause) {
    throw new AttachmentError('notText', { cause });
  }
  if (BINARY.test(text)) throw new AttachmentError('notText');
  if (text.trim() === '') throw new AttachmentError('empty');
  return text.replace(/\r\n?/g, '\n');
}
