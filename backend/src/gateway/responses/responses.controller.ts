import { Controller, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ByokScope, UseByok, type CallScope } from '#nestjs-byok';
import { CurrentPrincipal, NeedsScope, type Principal } from '../../access/index.js';
import { ApiFormat } from '../../http/index.js';
import type { JsonBody } from '../body/json-body.js';
import { JsonBodyPipe, UnreadBody } from '../body/json-body.pipe.js';
import { OpenAiCallService } from '../openai/openai-call.service.js';
import { ignoreClientAbort } from '../reply/client-signal.js';
import { RESPONSES_ROUTE } from './responses.route.js';

/** `POST /api/v1/responses` (contract, section 6). */
@Controller('api/v1/responses')
@ApiFormat('openai', 'v1')
@NeedsScope('calls')
@UseByok()
export class ResponsesController {
  constructor(private readonly calls: OpenAiCallService) {}

  @Post()
  @HttpCode(200)
  async create(
    @UnreadBody(JsonBodyPipe) body: JsonBody,
    @CurrentPrincipal() principal: Principal,
    @ByokScope() scope: CallScope,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await ignoreClientAbort(this.calls.answer(RESPONSES_ROUTE, body, { principal, scope }, reply));
  }
}
