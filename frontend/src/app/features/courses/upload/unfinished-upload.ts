import { makeEnvironmentProviders, type EnvironmentProviders } from '@angular/core';
import { readSetting, writeSetting } from '../../../core/browser-settings.js';
import { SIGN_OUT_HOOKS } from '../../../core/session/sign-out-hooks.js';

/** A recording of which the server has a part, or all of it but no course from it yet. Nothing in it is secret. */
export interface UnfinishedUpload {
  /** The server's id; the upload is at `/api/uploads/<id>`. */
  id: string;
  /** Tells whether a chosen file is the same one. */
  fingerprint: string;
  name: string;
  /** Bytes. */
  size: number;
  /** When it began, ISO 8601. */
  at: string;
}

const PREFIX = 'byok.uploads.';
/** More than these nobody goes on with. */
const KEPT = 5;

const TEXTS = ['id', 'fingerprint', 'name', 'at'] as const;

function isUpload(value: unknown): value is UnfinishedUpload {
  if (typeof value !== 'object' || value === null) return false;
  const upload = value as Record<string, unknown>;
  return TEXTS.every((name) => typeof upload[name] === 'string') && typeof upload['size'] === 'number';
}

export function uploadsSetting(userId: string): string {
  return PREFIX + userId;
}

/** What localStorage knows, newest first. What is not as agreed is left out. */
export function readUploads(userId: string): UnfinishedUpload[] {
  try {
    const value: unknown = JSON.parse(readSetting(uploadsSetting(userId)) ?? '[]');
    return Array.isArray(value) ? value.filter(isUpload) : [];
  } catch {
    return [];
  }
}

export function writeUploads(userId: string, uploads: readonly UnfinishedUpload[]): void {
  writeSetting(uploadsSetting(userId), JSON.stringify(uploads.slice(0, KEPT)));
}

/** Which recordings someone was uploading is nobody else's business: signing out forgets it, for every account. */
function forgetUploads(): void {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(PREFIX)) localStorage.removeItem(name);
  } catch {
    // No storage, nothing to forget.
  }
}

/** Belongs beside the layout that signs out: the courses themselves may not be loaded then. */
export function provideUploadsForgotten(): EnvironmentProviders {
  return makeEnvironmentProviders([{ provide: SIGN_OUT_HOOKS, multi: true, useValue: forgetUploads }]);
}
