import { statSync } from 'node:fs';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import type { ProviderId } from '#contracts';
import { PlatformCredentials } from '#nestjs-byok';
import { platformKeyFilesConfig, readPlatformKeyFile } from '../config/index.js';
import { PlatformKeyWatch } from './platform-key-watch.service.js';

/** How often the files are looked at, in milliseconds. Notifications of the file system don't come from every volume. */
const LOOK_MS = 5_000;

/** Keys of the platform's that came from files are read again when those change: replacing one needs no restart. */
@Injectable()
export class PlatformKeyFiles implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #files: readonly (readonly [ProviderId, string])[];
  /** By file what it looked like when it was read. */
  readonly #seen = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(platformKeyFilesConfig.KEY) { platformKeyFiles }: ConfigType<typeof platformKeyFilesConfig>,
    @Inject(PlatformCredentials) private readonly credentials: PlatformCredentials,
    private readonly watch: PlatformKeyWatch,
    @InjectPinoLogger('PlatformKeys') private readonly logger: PinoLogger,
  ) {
    this.#files = Object.entries(platformKeyFiles) as [ProviderId, string][];
  }

  onApplicationBootstrap(): void {
    if (this.#files.length === 0) return;
    this.look();
    this.#timer = setInterval(() => this.look(), LOOK_MS).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.#timer);
  }

  /** Reads the files that have changed. One that can't be read, or holds no key, leaves the key of before. Comes by itself. */
  look(): void {
    for (const [provider, path] of this.#files) {
      const now = appearanceOf(path);
      if (this.#seen.get(path) === now) continue;
      this.#seen.set(path, now);
      this.#read(provider, path);
    }
  }

  #read(provider: ProviderId, path: string): void {
    try {
      if (!this.credentials.replace(provider, readPlatformKeyFile(provider, path))) return;
      this.watch.replaced(provider);
      this.logger.info({ provider }, `The platform's key for ${provider} was replaced from its file.`);
    } catch (error) {
      this.logger.warn({ provider }, `${(error as Error).message}. The key from before stays.`);
    }
  }
}

/** Changes with every writing of a file, also where a link now leads to another one. */
function appearanceOf(path: string): string {
  try {
    const { ino, size, mtimeMs } = statSync(path);
    return `${ino} ${size} ${mtimeMs}`;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unreadable';
  }
}
