import { Global, Module } from '@nestjs/common';
import { UsageQueue } from './usage-queue.service.js';
import { UsageRecorder } from './usage-recorder.service.js';
import { UsageWriter } from './usage-writer.service.js';

/** Usage records of every provider call, of HTTP routes and of jobs. */
@Global()
@Module({ providers: [UsageWriter, UsageQueue, UsageRecorder], exports: [UsageRecorder, UsageQueue] })
export class UsageModule {}
