import { closed, integer, moment, text, uuid, type Schema } from '../json.js';

/** Recordings on their way in. */
export const UPLOAD_SCHEMAS: Readonly<Record<string, Schema>> = {
  Upload: closed(
    {
      id: uuid(),
      title: text('What the client called the file, without folders and unseen characters.', { maxLength: 200 }),
      bytes: integer('Size, as announced.', { minimum: 1 }),
      receivedBytes: integer('Bytes that have arrived.', { minimum: 0 }),
      expiresAt: moment('Later with every byte that comes.'),
    },
    ['title'],
  ),
};
