import { All, Controller, Req, Res } from '@nestjs/common';
import type { ByokProviderId } from '#contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ByokScope, UseByok, type CallScope } from '#nestjs-byok';
import { CurrentPrincipal, NeedsScope, type Principal } from '../../access/index.js';
import { ApiFormat } from '../../http/index.js';
import type { Caller } from '../caller.js';
import { ignoreClientAbort } from '../reply/client-signal.js';
import { NativeService } from './native.service.js';

/** The official SDKs' routes: `/api/openai/v1/…`, `/api/anthropic/v1/…`, `/api/gemini/v1beta/…` and `/api/gemini/v1/…`. */
@Controller('api')
@NeedsScope('calls')
@UseByok()
export class NativeController {
  constructor(private readonly native: NativeService) {}

  @All('openai/*')
  @ApiFormat('openai')
  openai(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @CurrentPrincipal() principal: Principal, @ByokScope() scope: CallScope): Promise<void> {
    return this.pass('openai', request, reply, { principal, scope });
  }

  @All('anthropic/*')
  @ApiFormat('anthropic')
  anthropic(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @CurrentPrincipal() principal: Principal, @ByokScope() scope: CallScope): Promise<void> {
    return this.pass('anthropic', request, reply, { principal, scope });
  }

  @All('gemini/*')
  @ApiFormat('gemini')
  gemini(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @CurrentPrincipal() principal: Principal, @ByokScope() scope: CallScope): Promise<void> {
    return this.pass('gemini', request, reply, { principal, scope });
  }

  private pass(provider: ByokProviderId, request: FastifyRequest, reply: FastifyReply, caller: Caller): Promise<void> {
    const url = (request.raw.url ?? '').slice(`/api/${provider}/`.length);
    return ignoreClientAbort(this.native.pass(provider, url, request, reply, caller));
  }
}
