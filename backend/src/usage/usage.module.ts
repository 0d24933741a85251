import { Global, Module } from '@nestjs/common';
import { CatalogModule } from '../catalog/catalog.module.js';
import { UsageQueue } from './usage-queue.service.js';
import { UsageRecorder } from './usage-recorder.service.js';
import { UsageWriter } from './usage-writer.service.js';

/** Usage records of every provider call, of HTTP routes and of jobs. */
@Global()
@Module({ imports: [CatalogModule], providers: [UsageWriter, UsageQueue, UsageRecorder], exports: [UsageRecorder, UsageQueue] })
export class UsageModule {}
