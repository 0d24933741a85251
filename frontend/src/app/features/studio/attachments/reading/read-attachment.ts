import type { AttachmentRecord } from '../../../../conversations/attachment-record.js';
import { newId } from '../../../../conversations/new-id.js';
import type { Attachment } from '../attachment.js';
import { MAX_PDF_FILE, MAX_PICTURE_FILE, MAX_TEXT_FILE } from '../attachment-limits.js';
import { AttachmentError } from '../attachment-problem.js';
import { fileKind } from './file-kind.js';
import { fileText } from './file-text.js';
import { dataUrlOf, readPicture } from './picture.js';

/** A PDF that takes longer to read than this, in milliseconds, never ends. */
const PDF_MS = 120_000;

/** Reads a file as it will go with a question. @throws AttachmentError */
export async function readAttachment(file: File, signal: AbortSignal): Promise<Attachment> {
  const kind = fileKind(file);
  if (kind === 'office' || kind === 'recording') throw new AttachmentError(kind);
  if (file.size === 0) throw new AttachmentError('empty');
  if (kind === 'picture') return pictureOf(file);
  return kind === 'pdf' ? pdfOf(file, signal) : textOf(file);
}

async function pictureOf(file: File): Promise<Attachment> {
  if (file.size > MAX_PICTURE_FILE) throw new AttachmentError('pictureTooLarge');
  const picture = await readPicture(file);
  const content = await dataUrlOf(picture);
  return { ...attachment(file, 'picture', content), size: picture.size, textLength: 0, bodyBytes: content.length };
}

async function textOf(file: File): Promise<Attachment> {
  if (file.size > MAX_TEXT_FILE) throw new AttachmentError('textTooLarge');
  return attachment(file, 'text', fileText(await bytesOf(file)));
}

async function pdfOf(file: File, signal: AbortSignal): Promise<Attachment> {
  if (file.size > MAX_PDF_FILE) throw new AttachmentError('pdfTooLarge');
  const bytes = await bytesOf(file);
  const { pdfText } = await import('./pdf-text.js').catch((cause: unknown) => {
    throw new AttachmentError('unloaded', { cause });
  });
  const { text, pages } = await pdfText(bytes, AbortSignal.any([signal, AbortSignal.timeout(PDF_MS)]));
  return { ...attachment(file, 'pdf', text), pages };
}

async function bytesOf(file: File): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw new AttachmentError('unread', { cause });
  }
}

function attachment({ name, size }: File, kind: AttachmentRecord['kind'], content: string): Attachment {
  const bodyBytes = new TextEncoder().encode(JSON.stringify(content)).length;
  return { id: newId(), name, kind, size, textLength: content.length, bodyBytes, content };
}
