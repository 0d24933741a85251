import { jest } from '@jest/globals';
import type { Conversations } from '../../../conversations/conversations.service.js';
import type { Attachment } from '../attachments/attachment.js';
import { StoredFiles, contentsOf } from './stored-files.js';

const attachment = (id: string, content?: string): Attachment => ({ id, name: id, kind: 'text', size: 1, textLength: 1, bodyBytes: 1, ...(content === undefined ? {} : { content }) });

function setUp(kept = true, absent: readonly string[] = []) {
  const put = jest.fn(async () => kept);
  const files = jest.fn(async (ids: readonly string[]) => ids.map((id) => ({ id, conversation: 'c', content: `of ${id}` })));
  const absentFiles = async (ids: readonly string[]): Promise<string[]> => ids.filter((id) => absent.includes(id));
  const conversations = { put, files, absentFiles, delete: jest.fn(async () => undefined) } as unknown as Pick<Conversations, 'put' | 'delete' | 'files' | 'absentFiles'>;
  return { put, files, conversations };
}

describe('the contents of attachments', () => {
  it('are stored once, and deleted when nothing needs them', async () => {
    const { conversations, put } = setUp();
    const stored = new StoredFiles(conversations, [attachment('old')]);
    const changes = stored.changes([attachment('1', 'a'), attachment('1', 'a'), attachment('lost')], 'c');
    expect(changes).toEqual({ added: [{ id: '1', conversation: 'c', content: 'a' }], gone: ['old'] });
    expect(await stored.put(changes!)).toBe(true);
    await stored.delete(changes!);
    expect(put).toHaveBeenCalledWith('files', { id: '1', conversation: 'c', content: 'a' });
    expect(conversations.delete).toHaveBeenCalledWith('files', 'old');
    expect(stored.changes([attachment('1', 'a')], 'c')).toBeUndefined();
  });

  it('are tried again when the browser would not keep them', async () => {
    const stored = new StoredFiles(setUp(false).conversations);
    const changes = stored.changes([attachment('1', 'a')], 'c');
    expect(await stored.put(changes!)).toBe(false);
    expect(stored.changes([attachment('1', 'a')], 'c')).toEqual(changes);
  });

  it('are put back when another tab has deleted them, as far as they are on the page', async () => {
    const { conversations, put } = setUp(true, ['1', '2']);
    const stored = new StoredFiles(conversations, [attachment('1'), attachment('2'), attachment('3')]);
    expect(await stored.mend([attachment('1', 'a'), attachment('1', 'a'), attachment('2'), attachment('3', 'c')], 'c')).toBe(true);
    expect(put.mock.calls).toEqual([['files', { id: '1', conversation: 'c', content: 'a' }]]);
    expect(await new StoredFiles(setUp(false, ['1']).conversations).mend([attachment('1', 'a')], 'c')).toBe(false);
  });

  it('are read unless they are on the page', async () => {
    const { conversations, files } = setUp();
    const contents = await contentsOf([attachment('1'), attachment('2')], [attachment('1', 'shown')], conversations);
    expect([...contents]).toEqual([['1', 'shown'], ['2', 'of 2']]);
    expect(files).toHaveBeenCalledWith(['2']);
  });
});
