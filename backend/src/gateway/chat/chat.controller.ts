import { Controller, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal, NeedsScope, type Principal } from '../../auth/index.js';
import { ByokScope, UseByok, type CallScope } from '../../byok/index.js';
import { ApiFormat } from '../../http/index.js';
import type { JsonBody } from '../body/json-body.js';
import { JsonBodyPipe, UnreadBody } from '../body/json-body.pipe.js';
import { unlessClientGone } from '../reply/client-signal.js';
import { ChatService } from './chat.service.js';

/** `POST /api/v1/chat/completions` (contract, section 6). */
@Controller('api/v1/chat')
@ApiFormat('openai')
@NeedsScope('calls')
@UseByok()
export class ChatController {
  constructor(private readonly chat: ChatService) {}

  @Post('completions')
  @HttpCode(200)
  async completions(
    @UnreadBody(JsonBodyPipe) body: JsonBody,
    @CurrentPrincipal() principal: Principal,
    @ByokScope() scope: CallScope,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await unlessClientGone(this.chat.complete(body, { principal, scope }, reply));
  }
}
