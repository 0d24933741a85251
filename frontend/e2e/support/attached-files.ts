import type { Locator, Page } from '@playwright/test';

/** A file as Playwright hands it to a file dialog. */
export interface ChosenFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

export function textFile(name: string, text: string | Uint8Array, mimeType = 'text/plain'): ChosenFile {
  return { name, mimeType, buffer: Buffer.from(text as string) };
}

/** A PDF of one page that says `words`, or without any that draws a box, as a scan holds a picture. */
export function pdfFile(name: string, words?: string): ChosenFile {
  const drawing = words === undefined ? '50 50 100 100 re f' : `BT /F1 24 Tf 50 100 Td (${words}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${drawing.length} >>\nstream\n${drawing}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, at) => {
    const offset = text.length;
    text += `${at + 1} 0 obj\n${object}\nendobj\n`;
    return String(offset).padStart(10, '0');
  });
  const table = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map((offset) => `${offset} 00000 n \n`).join('')}`;
  return textFile(name, `${text}${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`, 'application/pdf');
}

/** What a camera notes in a photo, to be looked for in what is sent. */
export const PLACE = 'Exif-secret-place-55.7558';

/** A photo that this browser draws, with a note of its place as cameras make it. */
export async function photo(page: Page, name: string, width: number, height: number): Promise<ChosenFile> {
  const base64 = await page.evaluate(
    ([across, down]) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: across, height: down });
      const context = canvas.getContext('2d') as CanvasRenderingContext2D;
      for (let at = 0; at < 400; at += 1) {
        context.fillStyle = `hsl(${(at * 47) % 360} 70% ${30 + (at % 50)}%)`;
        context.fillRect(((at * 97) % 100) * (across / 100), ((at * 61) % 100) * (down / 100), across / 6, down / 6);
      }
      return canvas.toDataURL('image/jpeg', 0.9).split(',')[1] ?? '';
    },
    [width, height] as const,
  );
  const jpeg = Buffer.from(base64, 'base64');
  const note = Buffer.from(`Exif\0\0${PLACE}`, 'latin1');
  const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, note.length + 2]), note]);
  return { name, mimeType: 'image/jpeg', buffer: Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]) };
}

/** Chooses files in the dialog that a button opens, by keyboard. */
export async function choose(button: Locator, ...files: ChosenFile[]): Promise<void> {
  const dialog = button.page().waitForEvent('filechooser');
  await button.press('Enter');
  await (await dialog).setFiles(files);
}

/** As a person drops or pastes files: an event with them, at an element. */
export async function hand(target: Locator, event: 'paste' | 'dragover' | 'drop', files: readonly ChosenFile[], words: Readonly<Record<string, string>> = {}): Promise<void> {
  const contents = files.map(({ name, mimeType, buffer }) => ({ name, mimeType, base64: buffer.toString('base64') }));
  await target.evaluate(
    (element, [type, given, texts]) => {
      const data = new DataTransfer();
      for (const { name, mimeType, base64 } of given) data.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], name, { type: mimeType }));
      for (const [format, text] of Object.entries(texts)) data.setData(format, text);
      const init = { bubbles: true, cancelable: true };
      element.dispatchEvent(type === 'paste' ? new ClipboardEvent(type, { ...init, clipboardData: data }) : new DragEvent(type, { ...init, dataTransfer: data }));
    },
    [event, contents, words] as const,
  );
}
