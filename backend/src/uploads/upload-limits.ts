/** Largest recording, in bytes. */
export const UPLOAD_LIMIT = 2 * 1024 ** 3;
/** Uploads of one user that may wait, complete or not. */
export const OPEN_UPLOADS = 5;
/** The most that they may hold together, in bytes, as announced. */
export const OPEN_BYTES = 4 * 1024 ** 3;
/** An upload to which nothing came for so long is removed, in milliseconds. */
export const EXPIRES_MS = 24 * 60 * 60 * 1000;
/** Bytes of the disk that recordings never get: the database may live there too. */
export const DISK_RESERVE = 512 * 1024 ** 2;
/** A connection on which no byte came for so long has been lost, in milliseconds. */
export const IDLE_MS = 60_000;
