import { Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ByokScope, UseByok, type CallScope } from '#nestjs-byok';
import { CurrentPrincipal, NeedsScope, type Principal } from '../../access/index.js';
import { ApiFormat } from '../../http/index.js';
import { ProviderBodies } from '../body/provider-bodies.service.js';
import { ignoreClientAbort } from '../reply/client-signal.js';
import { readTranscriptionRequest } from './transcription-request.js';
import { TranscriptionService } from './transcription.service.js';

/** `POST /api/v1/audio/transcriptions` (contract, section 6). */
@Controller('api/v1/audio')
@ApiFormat('openai', 'v1')
@NeedsScope('calls')
@UseByok()
export class TranscriptionController {
  constructor(
    private readonly transcription: TranscriptionService,
    private readonly bodies: ProviderBodies,
  ) {}

  @Post('transcriptions')
  @HttpCode(200)
  async transcriptions(
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
    @CurrentPrincipal() principal: Principal,
    @ByokScope() scope: CallScope,
  ): Promise<void> {
    scope.outcome.kind = 'transcription';
    const transcription = await readTranscriptionRequest(request, this.bodies);
    try {
      await ignoreClientAbort(this.transcription.transcribe(transcription, { principal, scope }, reply));
    } finally {
      await transcription.form.dispose();
    }
  }
}
