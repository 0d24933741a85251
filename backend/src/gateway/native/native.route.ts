import { Inject, Injectable } from '@nestjs/common';
import type { ByokProviderId } from '#contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CallScopes } from '../../byok/index.js';
import { callerOf } from '../caller.js';
import { unlessClientGone } from '../reply/client-signal.js';
import { NativeService } from './native.service.js';

/** The official SDKs' routes: `/api/openai/v1/…`, `/api/anthropic/v1/…`, `/api/gemini/v1beta/…` and `/api/gemini/v1/…`. */
@Injectable()
export class NativeRoute {
  constructor(
    @Inject(CallScopes) private readonly scopes: CallScopes,
    @Inject(NativeService) private readonly native: NativeService,
  ) {}

  handle(provider: ByokProviderId, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const url = (request.raw.url ?? '').slice(`/api/${provider}/`.length);
    return this.scopes.enter(request, reply, () => unlessClientGone(this.native.pass(provider, url, request, reply, callerOf(request))));
  }
}
