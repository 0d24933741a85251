import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { MetricsModule } from '../metrics/index.js';
import { JsonScanner } from './body/json-scanner.service.js';
import { UploadSpool } from './body/upload-spool.service.js';
import { ProviderBodies } from './body/provider-bodies.service.js';
import { ChatController } from './chat/chat.controller.js';
import { ChatService } from './chat/chat.service.js';
import { ModelsController } from './models/models.controller.js';
import { NativeController } from './native/native.controller.js';
import { NativeService } from './native/native.service.js';
import { TranscriptionController } from './transcription/transcription.controller.js';
import { TranscriptionService } from './transcription/transcription.service.js';
import { KeyCheckService } from './validate/key-check.service.js';
import { ValidateController } from './validate/validate.controller.js';

/** The HTTP faces over the providers. */
@Module({
  imports: [AuthModule, MetricsModule],
  controllers: [ChatController, ModelsController, NativeController, TranscriptionController, ValidateController],
  providers: [ChatService, NativeService, TranscriptionService, KeyCheckService, ProviderBodies, UploadSpool, JsonScanner],
})
export class GatewayModule {}
