import { Module } from '@nestjs/common';
import { PlatformKeyFiles } from './platform-key-files.service.js';
import { PlatformKeyWatch } from './platform-key-watch.service.js';

/** The operator's own keys while the process runs: who is told when one fails, and how it is replaced. */
@Module({ providers: [PlatformKeyWatch, PlatformKeyFiles] })
export class PlatformKeysModule {}
