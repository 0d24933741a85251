export { diskRoomOf, type DiskRoom } from './disk-room.js';
export { titleOf } from './title-of.js';
export { noRoom, refusedField, silentUpload, storageError, uploadTooLarge } from './upload-errors.js';
export { IDLE_MS, OPEN_BYTES, OPEN_UPLOADS, UPLOAD_LIMIT } from './upload-limits.js';
export { Uploads, type HandOver, type UploadView } from './uploads.service.js';
export { UploadsModule } from './uploads.module.js';
export { UserStorage, type StorageOwner } from './user-storage.service.js';
