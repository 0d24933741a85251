import { Injectable, computed, signal } from '@angular/core';
import { newId } from '../../../conversations/new-id.js';
import type { Attachment } from './attachment.js';
import { MAX_ATTACHMENTS } from './attachment-limits.js';
import { AttachmentError, type AttachmentProblem } from './attachment-problem.js';

/** A file in the composer: being read, read, or not to be attached. */
export interface DraftFile {
  id: string;
  name: string;
  size: number;
  attachment?: Attachment;
  problem?: AttachmentProblem;
}

/** Attachments that are there, as the list shows them. */
export function draftFiles(attachments: readonly Attachment[]): DraftFile[] {
  return attachments.map((attachment) => ({ id: attachment.id, name: attachment.name, size: attachment.size, attachment }));
}

/** The files that go with the question that is being written. Reading them is loaded with the first one. */
@Injectable()
export class AttachmentDraft {
  private readonly files = signal<readonly DraftFile[]>([]);
  private readonly readers = new Map<string, AbortController>();

  readonly all = this.files.asReadonly();
  /** What is read and can be sent, in the order in which it was added. */
  readonly attached = computed(() => this.files().flatMap(({ attachment }) => attachment ?? []));
  readonly isReading = computed(() => this.files().some(({ attachment, problem }) => !attachment && !problem));

  add(files: readonly File[]): void {
    this.dropUnattached();
    for (const file of files) {
      const { name, size } = file;
      const isTooMany = this.files().length >= MAX_ATTACHMENTS;
      const added: DraftFile = { id: newId(), name, size, ...(isTooMany ? { problem: 'tooMany' } : {}) };
      this.files.update((known) => [...known, added]);
      if (!isTooMany) void this.read(added.id, file);
    }
  }

  /** What could not be attached was said; the next attempt begins without it. */
  dropUnattached(): void {
    this.files.update((known) => known.filter(({ problem }) => !problem));
  }

  remove(...ids: readonly string[]): void {
    for (const id of ids) this.readers.get(id)?.abort();
    this.files.update((files) => files.filter(({ id }) => !ids.includes(id)));
  }

  /** For models that see none. */
  removePictures(): void {
    this.remove(...this.files().filter(({ attachment }) => attachment?.kind === 'picture').map(({ id }) => id));
  }

  /** Hands out what is attached, for a question that is being asked. */
  take(): Attachment[] {
    const attached = this.attached();
    this.set([]);
    return attached;
  }

  /** In the place of what is there. */
  set(attachments: readonly Attachment[]): void {
    for (const reader of this.readers.values()) reader.abort();
    this.files.set(draftFiles(attachments));
  }

  /** Before what is there: a question was taken back. */
  putBack(attachments: readonly Attachment[]): void {
    const later = this.files();
    this.set(attachments);
    this.files.update((files) => [...files, ...later]);
  }

  /** For another conversation: the content of an attachment belongs to one, and goes with it. */
  renew(): void {
    this.files.update((files) => files.map((file) => (file.attachment ? { ...file, attachment: { ...file.attachment, id: newId() } } : file)));
  }

  private async read(id: string, file: File): Promise<void> {
    const reader = new AbortController();
    this.readers.set(id, reader);
    const found = await import('./reading/read-attachment.js')
      .catch((cause: unknown) => {
        throw new AttachmentError('unloaded', { cause });
      })
      .then(({ readAttachment }) => readAttachment(file, reader.signal))
      .then(
        (attachment): Partial<DraftFile> => ({ attachment, size: attachment.size }),
        (error: unknown): Partial<DraftFile> => ({ problem: error instanceof AttachmentError ? error.problem : 'unread' }),
      );
    this.readers.delete(id);
    this.files.update((files) => files.map((known) => (known.id === id ? { ...known, ...found } : known)));
  }
}
