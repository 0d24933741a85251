import { Inject, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CallScopes } from '../../byok/index.js';
import { callerOf } from '../caller.js';
import { parseJsonBody } from '../body/json-body.js';
import { unlessClientGone } from '../reply/client-signal.js';
import { ChatService } from './chat.service.js';

/** `POST /api/v1/chat/completions` (contract, section 6). */
@Injectable()
export class ChatRoute {
  constructor(
    @Inject(CallScopes) private readonly scopes: CallScopes,
    @Inject(ChatService) private readonly chat: ChatService,
  ) {}

  readonly handle = (request: FastifyRequest, reply: FastifyReply): Promise<void> =>
    this.scopes.enter(request, reply, () => unlessClientGone(this.chat.complete(parseJsonBody(request.body), callerOf(request), reply)));
}
