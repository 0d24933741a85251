import { Controller, HttpCode, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ByokScope, UseByok, type CallScope } from '#nestjs-byok';
import { CurrentPrincipal, NeedsScope, type Principal } from '../../access/index.js';
import { ApiFormat } from '../../http/index.js';
import type { JsonBody } from '../body/json-body.js';
import { JsonBodyPipe, UnreadBody } from '../body/json-body.pipe.js';
import { fieldsForChosenModel } from '../openai/chosen-model-body.js';
import { OpenAiCallService } from '../openai/openai-call.service.js';
import type { OpenAiRoute } from '../openai/openai-route.js';
import { brokenOff, streamError } from '../reply/broken-event.js';
import { ignoreClientAbort } from '../reply/client-signal.js';
import { assertChatFields, readChatRequest } from './chat-request.js';
import { mayBeOpenAiFormat } from './openai-format.js';

const event = (data: unknown): string => `data: ${JSON.stringify(data)}\n\n`;

/** What is the chat's own in a call of OpenAI's format. */
const CHAT_ROUTE: OpenAiRoute = {
  list: 'chat/completions',
  handlerOf: ({ chat }) => chat,
  read: readChatRequest,
  assertFields: assertChatFields,
  fieldsForChosenModel,
  isAnswer: ({ first, rest }, stream) => mayBeOpenAiFormat(first, rest === undefined, stream),
  ending: 'chat',
  namesErrors: true,
  event,
  lastWords: 'data: [DONE]\n\n',
  brokenEvent: ({ provider }, failure = brokenOff(provider)) => streamError(failure, { format: 'openai' }),
};

/** `POST /api/v1/chat/completions` (contract, section 6). */
@Controller('api/v1/chat')
@ApiFormat('openai', 'v1')
@NeedsScope('calls')
@UseByok()
export class ChatController {
  constructor(private readonly calls: OpenAiCallService) {}

  @Post('completions')
  @HttpCode(200)
  async completions(
    @UnreadBody(JsonBodyPipe) body: JsonBody,
    @CurrentPrincipal() principal: Principal,
    @ByokScope() scope: CallScope,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await ignoreClientAbort(this.calls.answer(CHAT_ROUTE, body, { principal, scope }, reply));
  }
}
