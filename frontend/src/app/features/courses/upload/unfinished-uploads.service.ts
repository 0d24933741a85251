import { DestroyRef, Injectable, computed, inject, signal } from '@angular/core';
import type { PreviousUpload, UrlStorage } from 'tus-js-client';
import { SessionService } from '../../../core/session/session.service.js';
import { readUploads, uploadsSetting, writeUploads, type UnfinishedUpload } from './unfinished-upload.js';

/** The last part of an upload's address. */
export function uploadId(url: string): string {
  return url.split(/[?#]/)[0]?.split('/').filter(Boolean).at(-1) ?? '';
}

/** A file is taken for the same one by name, size and date, as tus clients do: reading two gigabytes would take minutes. */
export function fingerprintOf({ name, size, lastModified }: Pick<File, 'name' | 'size' | 'lastModified'>): string {
  return [name, size, lastModified].join('|');
}

/** The unfinished uploads of the signed-in person, as tus-js-client wants to keep them. */
@Injectable()
export class UnfinishedUploads implements UrlStorage {
  private readonly session = inject(SessionService);
  private readonly changes = signal(0);
  private readonly userId = computed(() => this.session.account()?.id ?? '');
  /** Newest first. */
  readonly all = computed<readonly UnfinishedUpload[]>(() => {
    this.changes();
    return readUploads(this.userId());
  });

  constructor() {
    const heard = ({ key }: StorageEvent): void => {
      if (key === null || key === uploadsSetting(this.userId())) this.changed();
    };
    window.addEventListener('storage', heard);
    inject(DestroyRef).onDestroy(() => window.removeEventListener('storage', heard));
  }

  findFor(file: File): UnfinishedUpload | undefined {
    const fingerprint = fingerprintOf(file);
    return this.all().find((upload) => upload.fingerprint === fingerprint);
  }

  forget(id: string): void {
    this.write(readUploads(this.userId()).filter((upload) => upload.id !== id));
  }

  findAllUploads(): Promise<PreviousUpload[]> {
    return Promise.resolve(readUploads(this.userId()).map(toPrevious));
  }

  findUploadsByFingerprint(fingerprint: string): Promise<PreviousUpload[]> {
    const found = readUploads(this.userId()).filter((upload) => upload.fingerprint === fingerprint);
    return Promise.resolve(found.map(toPrevious));
  }

  removeUpload(urlStorageKey: string): Promise<void> {
    this.forget(urlStorageKey);
    return Promise.resolve();
  }

  addUpload(fingerprint: string, { size, metadata, uploadUrl }: PreviousUpload): Promise<string> {
    const id = uploadId(uploadUrl ?? '');
    const others = readUploads(this.userId()).filter((upload) => upload.id !== id);
    const upload = { id, fingerprint, name: metadata['filename'] ?? '', size: size ?? 0, at: new Date().toISOString() };
    this.write([upload, ...others]);
    return Promise.resolve(id);
  }

  private write(uploads: readonly UnfinishedUpload[]): void {
    writeUploads(this.userId(), uploads);
    this.changed();
  }

  private changed(): void {
    this.changes.update((count) => count + 1);
  }
}

function toPrevious({ id, name, size, at }: UnfinishedUpload): PreviousUpload {
  return {
    size,
    metadata: { filename: name },
    creationTime: at,
    urlStorageKey: id,
    uploadUrl: `/api/uploads/${encodeURIComponent(id)}`,
    parallelUploadUrls: null,
  };
}
