import { Controller, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { UseByok } from '../../byok/index.js';
import { callerOf } from '../caller.js';
import { parseJsonBody } from '../body/json-body.js';
import { unlessClientGone } from '../reply/client-signal.js';
import { ChatService } from './chat.service.js';

/** `POST /api/v1/chat/completions` (contract, section 6). */
@Controller('api/v1/chat')
@UseByok()
export class ChatController {
  constructor(@Inject(ChatService) private readonly chat: ChatService) {}

  @Post('completions')
  @HttpCode(200)
  async completions(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    await unlessClientGone(this.chat.complete(parseJsonBody(request.body), callerOf(request), reply));
  }
}
