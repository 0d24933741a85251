import { TestBed } from '@angular/core/testing';
import { SIGN_OUT_HOOKS } from '../../../core/session/sign-out-hooks.js';
import { provideUploadsForgotten, readUploads, uploadsSetting, writeUploads, type UnfinishedUpload } from './unfinished-upload.js';

const UPLOAD: UnfinishedUpload = { id: '1', fingerprint: 'a|1|2', name: 'a', size: 1, at: '2026-11-22T00:00:00.000Z' };

describe('what a browser keeps of unfinished uploads', () => {
  beforeEach(() => localStorage.clear());

  it('belongs to one account, newest first and few', () => {
    writeUploads('me', Array.from({ length: 9 }, (_, index) => ({ ...UPLOAD, id: String(index) })));
    expect(readUploads('me').map(({ id }) => id)).toEqual(['0', '1', '2', '3', '4']);
    expect(readUploads('you')).toEqual([]);
  });

  it('is read with care', () => {
    for (const text of ['', '{', '{}', '[1, null, {"id": 1}]']) {
      localStorage.setItem(uploadsSetting('me'), text);
      expect(readUploads('me')).toEqual([]);
    }
  });

  it('goes with the session, and nothing else does', () => {
    writeUploads('me', [UPLOAD]);
    writeUploads('you', [UPLOAD]);
    localStorage.setItem('byok.language', 'ru');
    TestBed.configureTestingModule({ providers: [provideUploadsForgotten()] });
    for (const hook of TestBed.inject(SIGN_OUT_HOOKS)) hook();
    expect(Object.keys(localStorage)).toEqual(['byok.language']);
  });
});
