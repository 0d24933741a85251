import { Inject, Injectable, Logger, Optional } from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { BYOK_OPTIONS, type ByokModuleOptions } from '../byok.options.js';
import type { CallScope } from '../credential/call-scope.js';
import type { FinishedCall } from './finished-call.js';

/** How a request or job ended. */
export interface CallEnd {
  readonly startedAt: number;
  readonly aborted: boolean;
  readonly jobId?: string | undefined;
}

/** Tells the host of provider calls that have ended. */
@Injectable()
export class CallReports {
  private readonly logger: Pick<Logger, 'error'>;

  constructor(
    @Inject(BYOK_OPTIONS) private readonly options: ByokModuleOptions,
    @Optional() @InjectPinoLogger('ByokModule') pinoLogger?: PinoLogger,
  ) {
    this.logger = pinoLogger ?? new Logger('ByokModule');
  }

  /** Whether the host wants to know. */
  get isWanted(): boolean {
    return this.options.onCallFinished !== undefined;
  }

  /** Nobody waits for what the host makes of it; its failure is logged by its name. @param startedAt of `performance.now()` */
  report({ userId, caller, route, outcome }: CallScope, { startedAt, aborted, jobId }: CallEnd): void {
    const receipt = outcome.receipt ?? outcome.unfinished;
    if (receipt === undefined) return;
    const { code, tokens, reservation } = outcome;
    void this.#tell({ userId, caller, route, jobId, receipt, code, aborted, durationMs: performance.now() - startedAt, tokens, reservation });
  }

  async #tell(call: FinishedCall): Promise<void> {
    try {
      await this.options.onCallFinished?.(call);
    } catch (error) {
      this.logger.error(`The host's onCallFinished failed: ${error instanceof Error ? error.name : typeof error}.`);
    }
  }
}
