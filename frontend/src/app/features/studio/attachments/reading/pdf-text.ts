import { PDFWorker, PasswordException, VerbosityLevel, getDocument } from 'pdfjs-dist';
import { MAX_PDF_TEXT } from '../attachment-limits.js';
import { AttachmentError } from '../attachment-problem.js';
// By this name the build recognises the file beside it as a worker's.
import { TrustedWorker as Worker } from './trusted-worker.js';

export interface PdfText {
  text: string;
  pages: number;
}

/**
 * The text of a PDF, page by page, read in a worker that ends with it.
 * @throws AttachmentError `scan` when there is none; `pdfLocked`, `pdfBroken`, `pdfTooLong`
 */
export async function pdfText(bytes: Uint8Array<ArrayBuffer>, signal: AbortSignal): Promise<PdfText> {
  const port = new Worker(new URL('./pdf.worker', import.meta.url), { type: 'module' });
  const worker = PDFWorker.create({ port });
  const ended = new Promise<never>((_resolve, reject) => {
    const end = (cause: unknown): void => reject(new AttachmentError('pdfBroken', { cause }));
    signal.addEventListener('abort', () => end(signal.reason));
    port.addEventListener('error', end);
  });
  try {
    return await Promise.race([read(bytes, worker), ended]);
  } catch (cause) {
    if (cause instanceof AttachmentError) throw cause;
    throw new AttachmentError(cause instanceof PasswordException ? 'pdfLocked' : 'pdfBroken', { cause });
  } finally {
    worker.destroy();
    port.terminate();
  }
}

async function read(data: Uint8Array<ArrayBuffer>, worker: PDFWorker): Promise<PdfText> {
  // Nothing is drawn: no fonts, no pictures, none of the files that those would need.
  const document = await getDocument({ data, worker, useWasm: false, useWorkerFetch: false, disableFontFace: true, useSystemFonts: false, isOffscreenCanvasSupported: false, verbosity: VerbosityLevel.ERRORS }).promise;
  const pages: string[] = [];
  let length = 0;
  for (let number = 1; number <= document.numPages; number += 1) {
    const page = await document.getPage(number);
    const { items } = await page.getTextContent();
    const text = items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('').trim();
    page.cleanup();
    length += text.length;
    if (length > MAX_PDF_TEXT) throw new AttachmentError('pdfTooLong');
    if (text !== '') pages.push(text);
  }
  if (pages.length === 0) throw new AttachmentError('scan');
  return { text: pages.join('\n\n'), pages: document.numPages };
}
