import { MAX_EDGE, MAX_PICTURE } from '../attachment-limits.js';
import { AttachmentError } from '../attachment-problem.js';
import { fitWithin } from './fit-within.js';

/** Drawings and screenshots up to this size, in bytes, stay as sharp as they are. */
const MAX_PNG = 600_000;
/** From the best on, until the picture is small enough. */
const QUALITIES = [0.9, 0.8, 0.65, 0.5] as const;

/**
 * A picture as providers take it: scaled down, and drawn anew, which leaves behind where and when it was taken. Of an
 * animation it is the first frame.
 * @throws AttachmentError `unseen` when the browser can't show it
 */
export async function readPicture(file: File): Promise<Blob> {
  const bitmap = await createImageBitmap(file).catch((cause: unknown) => {
    throw new AttachmentError('unseen', { cause });
  });
  try {
    const canvas = document.createElement('canvas');
    Object.assign(canvas, fitWithin(bitmap, MAX_EDGE));
    const context = canvas.getContext('2d');
    if (!context) throw new AttachmentError('unseen');
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    if (file.type !== 'image/jpeg') {
      const png = await encode(canvas, 'image/png');
      if (png.size <= MAX_PNG) return png;
      // JPEG knows no transparency, and would make it black.
      context.globalCompositeOperation = 'destination-over';
      context.fillStyle = '#fff';
      context.fillRect(0, 0, canvas.width, canvas.height);
    }
    for (const quality of QUALITIES) {
      const jpeg = await encode(canvas, 'image/jpeg', quality);
      if (jpeg.size <= MAX_PICTURE) return jpeg;
    }
    throw new AttachmentError('pictureTooLarge');
  } finally {
    bitmap.close();
  }
}

/** @throws AttachmentError `unseen` when the browser has no memory for it */
function encode(canvas: HTMLCanvasElement, type: string, quality?: number): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new AttachmentError('unseen'))), type, quality);
  });
}

export function dataUrlOf(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(new AttachmentError('unread', { cause: reader.error }));
    reader.readAsDataURL(blob);
  });
}
