import type { AttachmentRecord, FileRecord } from '../../../conversations/attachment-record.js';
import type { Conversations } from '../../../conversations/conversations.service.js';
import type { Attachment } from '../attachments/attachment.js';

/** What went with any of the exchanges. */
export function attachmentsOf<One>(exchanges: readonly { attachments?: readonly One[] }[]): One[] {
  return exchanges.flatMap(({ attachments }) => attachments ?? []);
}

/** Contents to be stored, and ids of those that nothing needs any more. */
export interface FileChanges {
  added: readonly FileRecord[];
  gone: readonly string[];
}

/** The contents of one conversation's attachments: each is stored once, however often its question is, and deleted when nothing needs it. */
export class StoredFiles {
  readonly #known: Set<string>;

  /** @param known attachments whose contents are stored */
  constructor(
    private readonly conversations: Pick<Conversations, 'put' | 'delete' | 'absentFiles'>,
    known: readonly AttachmentRecord[] = [],
  ) {
    this.#known = new Set(known.map(({ id }) => id));
  }

  /** Another tab has stored these. */
  note(attachments: readonly AttachmentRecord[]): void {
    for (const { id } of attachments) this.#known.add(id);
  }

  /** What has to be done so that these are kept and no others; undefined when nothing has. Counts as done from then on. */
  changes(attachments: readonly Attachment[], conversation: string): FileChanges | undefined {
    const wanted = new Map(attachments.map(({ id, content }) => [id, content]));
    const added = [...wanted].flatMap(([id, content]) => (content === undefined || this.#known.has(id) ? [] : [{ id, conversation, content }]));
    const gone = [...this.#known].filter((id) => !wanted.has(id));
    for (const { id } of added) this.#known.add(id);
    for (const id of gone) this.#known.delete(id);
    return added.length === 0 && gone.length === 0 ? undefined : { added, gone };
  }

  /** Whether the contents are kept; what is not is tried again with the next change. */
  async put({ added }: FileChanges): Promise<boolean> {
    if (added.length === 0 || (await this.conversations.put('files', ...added))) return true;
    for (const { id } of added) this.#known.delete(id);
    return false;
  }

  /**
   * Puts the contents back that another tab has deleted: it removed the file from its own draft, and knew of no question
   * with it. Whether all are kept that are on the page.
   */
  async mend(attachments: readonly Attachment[], conversation: string): Promise<boolean> {
    const absent = new Set(await this.conversations.absentFiles([...new Set(attachments.map(({ id }) => id))]));
    const lost = new Map(attachments.flatMap(({ id, content }): [string, string][] => (content !== undefined && absent.has(id) ? [[id, content]] : [])));
    return lost.size === 0 || this.conversations.put('files', ...[...lost].map(([id, content]) => ({ id, conversation, content })));
  }

  async delete({ gone }: FileChanges): Promise<void> {
    if (gone.length > 0) await this.conversations.delete('files', ...gone);
  }
}

/** Contents by id. @param shown what is on the page already, and not read again */
export async function contentsOf(wanted: readonly AttachmentRecord[], shown: readonly Attachment[], conversations: Pick<Conversations, 'files'>): Promise<ReadonlyMap<string, string>> {
  const contents = new Map(shown.flatMap(({ id, content }): [string, string][] => (content === undefined ? [] : [[id, content]])));
  const files = await conversations.files(wanted.map(({ id }) => id).filter((id) => !contents.has(id)));
  for (const { id, content } of files) contents.set(id, content);
  return contents;
}
