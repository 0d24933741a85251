import { Metadata } from '@tus/server';
import { ByokError } from '#contracts';
import { refuseKeysInBody } from '#nestjs-byok';
import { redactText } from '#redaction';
import { titleOf } from './title-of.js';

const MEDIA_TYPE = /^[\w.+-]{1,60}\/[\w.+-]{1,60}$/;

/**
 * What is kept of `Upload-Metadata`: the file's name as a title, and its type when it looks like one; other entries
 * are left out. `name` and `type` are what some clients call them.
 * @throws ByokError invalid_input when the header is malformed, key_malformed when it has a field for a key
 */
export function readMetadata(header: string | undefined): Record<string, string> {
  if (header === undefined || header.trim() === '') return {};
  const given = parse(header);
  refuseKeysInBody(given);
  const title = titleOf(given['filename'] ?? given['name'] ?? '');
  const type = given['filetype'] ?? given['type'] ?? '';
  return {
    ...(title === undefined ? {} : { filename: redactText(title) }),
    ...(MEDIA_TYPE.test(type) ? { filetype: type } : {}),
  };
}

function parse(header: string): Record<string, string | null> {
  try {
    return Metadata.parse(header);
  } catch {
    const message = 'must hold pairs of a name and its value in base64, with commas between them, each name once';
    throw new ByokError('invalid_input', `upload-metadata ${message}.`, { errors: [{ field: 'upload-metadata', message }] });
  }
}
