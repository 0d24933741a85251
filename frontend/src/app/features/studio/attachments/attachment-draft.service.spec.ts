import { AttachmentDraft } from './attachment-draft.service.js';
import type { Attachment } from './attachment.js';
import { MAX_ATTACHMENTS } from './attachment-limits.js';

// jsdom's files can't be read.
const file = (name: string, text: string): File =>
  ({ name, type: '', size: text.length, arrayBuffer: async () => new TextEncoder().encode(text).buffer }) as unknown as File;
const attachment = (id: string, kind: Attachment['kind'] = 'text'): Attachment => ({ id, name: id, kind, size: 1, textLength: 1, bodyBytes: 1, content: 'x' });

async function read(draft: AttachmentDraft): Promise<void> {
  while (draft.isReading()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('the attachments of a draft', () => {
  it('are read, and say why they can’t be', async () => {
    const draft = new AttachmentDraft();
    draft.add([file('цены.csv', 'роза;100'), file('a.bin', '\u0000'), file('пусто.txt', '')]);
    expect(draft.isReading()).toBe(true);
    await read(draft);
    expect(draft.all().map(({ problem }) => problem)).toEqual([undefined, 'notText', 'empty']);
    expect(draft.attached()).toMatchObject([{ name: 'цены.csv', kind: 'text', size: 8, textLength: 8, bodyBytes: 14, content: 'роза;100' }]);
  });

  it('are ten at most; what could not be attached goes with the next attempt', async () => {
    const draft = new AttachmentDraft();
    draft.add(Array.from({ length: MAX_ATTACHMENTS + 2 }, (_, at) => file(`${at}.txt`, 'x')));
    await read(draft);
    expect(draft.all().map(({ problem }) => problem)).toEqual([...Array.from({ length: MAX_ATTACHMENTS }, () => undefined), 'tooMany', 'tooMany']);
    draft.remove(draft.all()[0]?.id ?? '');
    draft.add([file('later.txt', 'x')]);
    await read(draft);
    expect(draft.attached()).toHaveLength(MAX_ATTACHMENTS);
    expect(draft.all()).toHaveLength(MAX_ATTACHMENTS);
  });

  it('are handed out once, and stand before later ones when they come back', () => {
    const draft = new AttachmentDraft();
    draft.set([attachment('1'), attachment('2', 'picture')]);
    const taken = draft.take();
    expect(taken.map(({ id }) => id)).toEqual(['1', '2']);
    expect(draft.all()).toEqual([]);
    draft.set([attachment('3', 'picture')]);
    draft.putBack(taken);
    expect(draft.attached().map(({ id }) => id)).toEqual(['1', '2', '3']);
    draft.removePictures();
    expect(draft.attached().map(({ id }) => id)).toEqual(['1']);
  });

  it('are others for another conversation, in the same places', () => {
    const draft = new AttachmentDraft();
    draft.set([attachment('1'), attachment('2')]);
    const places = draft.all().map(({ id }) => id);
    draft.renew();
    expect(draft.all().map(({ id }) => id)).toEqual(places);
    expect(draft.attached().map(({ name, content }) => [name, content])).toEqual([['1', 'x'], ['2', 'x']]);
    expect(new Set([...places, ...draft.attached().map(({ id }) => id)]).size).toBe(4);
  });

  it('are not there any more when they are read after their removal', async () => {
    const draft = new AttachmentDraft();
    draft.add([file('a.txt', 'x')]);
    draft.remove(draft.all()[0]?.id ?? '');
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(draft.all()).toEqual([]);
  });
});
