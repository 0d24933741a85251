import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { UseByok } from '../../byok/index.js';
import { callerOf } from '../caller.js';
import { unlessClientGone } from '../reply/client-signal.js';
import { readTranscriptionRequest } from './transcription-request.js';
import { TranscriptionService } from './transcription.service.js';

/** `POST /api/v1/audio/transcriptions` (contract, section 6). */
@Controller('api/v1/audio')
@UseByok()
export class TranscriptionController {
  constructor(@Inject(TranscriptionService) private readonly transcription: TranscriptionService) {}

  @Post('transcriptions')
  @HttpCode(200)
  async transcriptions(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const caller = callerOf(request);
    await unlessClientGone(this.transcription.transcribe(await readTranscriptionRequest(request), caller, reply));
  }
}
