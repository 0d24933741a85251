import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { sweepUploads } from './sweep-uploads.js';
import { TusUploads } from './tus-uploads.service.js';

const INTERVAL_MS = 10 * 60 * 1000;

/** Sweeps the uploads at the start and from time to time. */
@Injectable()
export class UploadSweeper implements OnApplicationBootstrap, OnModuleDestroy {
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly tus: TusUploads,
    @InjectPinoLogger('Uploads') private readonly logger: PinoLogger,
  ) {}

  onApplicationBootstrap(): void {
    this.#timer = setInterval(() => void this.sweep(), INTERVAL_MS);
    this.#timer.unref();
    void this.sweep();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  /** Never throws: what could not be done now is done the next time. */
  async sweep(): Promise<void> {
    try {
      const removed = await sweepUploads(this.tus.folder);
      if (removed > 0) this.logger.info(`Removed ${removed} files of uploads that had expired.`);
    } catch (error) {
      this.logger.warn({ err: error }, 'expired uploads could not be removed; next try in ten minutes');
    }
  }
}
