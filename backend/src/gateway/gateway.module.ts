import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { MetricsModule } from '../metrics/index.js';
import { JsonScanner } from './body/json-scanner.service.js';
import { UploadSpool } from '../multipart/index.js';
import { ProviderBodies } from './body/provider-bodies.service.js';
import { ChatController } from './chat/chat.controller.js';
import { EmbeddingsController } from './embeddings/embeddings.controller.js';
import { ModelsController } from './models/models.controller.js';
import { NativeController } from './native/native.controller.js';
import { NativeService } from './native/native.service.js';
import { UploadsAtOnce } from './native/uploads-at-once.service.js';
import { V1NotFoundController } from './not-found/v1-not-found.controller.js';
import { OpenAiCallService } from './openai/openai-call.service.js';
import { ResponsesController } from './responses/responses.controller.js';
import { TranscriptionController } from './transcription/transcription.controller.js';
import { TranscriptionService } from './transcription/transcription.service.js';
import { ValidateController } from './validate/validate.controller.js';

/** The HTTP routes over the providers. */
@Module({
  imports: [AuthModule, MetricsModule],
  controllers: [ChatController, ResponsesController, EmbeddingsController, ModelsController, NativeController, TranscriptionController, ValidateController, V1NotFoundController],
  providers: [OpenAiCallService, NativeService, UploadsAtOnce, TranscriptionService, ProviderBodies, UploadSpool, JsonScanner],
})
export class GatewayModule {}
