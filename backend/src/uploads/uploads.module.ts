import { Module } from '@nestjs/common';
import { UploadAccountData } from './upload-account-data.service.js';
import { TusUploads } from './tus-uploads.service.js';
import { UploadLocker } from './upload-locker.service.js';
import { UploadSweeper } from './upload-sweeper.service.js';
import { UploadsController } from './uploads.controller.js';
import { Uploads } from './uploads.service.js';
import { UserStorage } from './user-storage.service.js';

/** Recordings on their way in, which may break off and go on. A job takes them from here. */
@Module({
  controllers: [UploadsController],
  providers: [Uploads, UserStorage, UploadAccountData, TusUploads, UploadLocker, UploadSweeper],
  exports: [Uploads, UserStorage],
})
export class UploadsModule {}
