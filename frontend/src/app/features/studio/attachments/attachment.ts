import type { AttachmentRecord } from '../../../conversations/attachment-record.js';

/** What goes with a question beside its words. Never changed. */
export interface Attachment extends AttachmentRecord {
  /** A data URL of a picture, else the text; undefined when it could not be kept. */
  content?: string;
}

/** As it is kept beside its question: the content has a place of its own. */
export function toAttachmentRecord({ content: _content, ...record }: Attachment): AttachmentRecord {
  return record;
}

export function hasPicture(attachments: readonly Pick<Attachment, 'kind'>[] | undefined): boolean {
  return attachments?.some(({ kind }) => kind === 'picture') ?? false;
}
