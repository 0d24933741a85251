import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NeedsScope } from '../../auth/index.js';
import { UseByok } from '../../byok/index.js';
import { UploadSpool } from '../body/upload-spool.service.js';
import { callerOf } from '../caller.js';
import { unlessClientGone } from '../reply/client-signal.js';
import { readTranscriptionRequest } from './transcription-request.js';
import { TranscriptionService } from './transcription.service.js';

/** `POST /api/v1/audio/transcriptions` (contract, section 6). */
@NeedsScope('calls')
@Controller('api/v1/audio')
@UseByok()
export class TranscriptionController {
  constructor(
    @Inject(TranscriptionService) private readonly transcription: TranscriptionService,
    @Inject(UploadSpool) private readonly spool: UploadSpool,
  ) {}

  @Post('transcriptions')
  @HttpCode(200)
  async transcriptions(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = callerOf(request);
    const transcription = await readTranscriptionRequest(request, this.spool);
    try {
      await unlessClientGone(this.transcription.transcribe(transcription, caller, reply));
    } finally {
      await transcription.form.dispose();
    }
  }
}
