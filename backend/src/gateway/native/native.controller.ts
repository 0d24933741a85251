import { All, Controller, Inject, Req, Res } from '@nestjs/common';
import type { ByokProviderId } from '#contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CallScopes } from '../../byok/index.js';
import { callerOf } from '../caller.js';
import { unlessClientGone } from '../reply/client-signal.js';
import { NativeService } from './native.service.js';

/** The official SDKs' routes: `/api/openai/v1/…`, `/api/anthropic/v1/…`, `/api/gemini/v1beta/…` and `/api/gemini/v1/…`. */
@Controller('api')
export class NativeController {
  constructor(
    @Inject(CallScopes) private readonly scopes: CallScopes,
    @Inject(NativeService) private readonly native: NativeService,
  ) {}

  @All('openai/*')
  openai(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#pass('openai', request, reply);
  }

  @All('anthropic/*')
  anthropic(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#pass('anthropic', request, reply);
  }

  @All('gemini/*')
  gemini(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    return this.#pass('gemini', request, reply);
  }

  async #pass(provider: ByokProviderId, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const url = (request.raw.url ?? '').slice(`/api/${provider}/`.length);
    await this.scopes.enter(request, reply, () =>
      unlessClientGone(this.native.pass(provider, url, request, reply, callerOf(request))),
    );
  }
}
