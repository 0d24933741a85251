import { Body, Controller, HttpCode, Inject, Post, Res } from '@nestjs/common';
import type { ValidationView } from '#contracts';
import type { FastifyReply } from 'fastify';
import { CurrentPrincipal, NeedsScope, RateLimits, type Principal } from '../../auth/index.js';
import { ByokScope, UseByok, type CallScope } from '../../byok/index.js';
import { receiptHeaders } from '../../http/index.js';
import { AnalyticsStore } from '../../metrics/index.js';
import { clientSignal, unlessClientGone } from '../reply/client-signal.js';
import { KeyCheckService } from './key-check.service.js';
import { ValidateDto } from './validate.dto.js';

/** `POST /api/byok/validate` (contract, section 6). */
@NeedsScope('calls')
@Controller('api/byok')
@UseByok()
export class ValidateController {
  constructor(
    @Inject(KeyCheckService) private readonly keyCheck: KeyCheckService,
    @Inject(RateLimits) private readonly rateLimits: RateLimits,
    @Inject(AnalyticsStore) private readonly analytics: AnalyticsStore,
  ) {}

  @Post('validate')
  @HttpCode(200)
  async validate(
    @Body() { provider }: ValidateDto,
    @CurrentPrincipal() principal: Principal,
    @ByokScope() scope: CallScope,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ValidationView | undefined> {
    await this.rateLimits.validate(principal.userId);
    const checked = await unlessClientGone(this.keyCheck.check(provider, principal, scope, clientSignal(reply)));
    if (checked === undefined) return undefined;
    const { view, receipt } = checked;
    await this.analytics.keepKeyTest(principal.userId, provider, view.verdict);
    reply.headers(receiptHeaders(receipt));
    return view;
  }
}
