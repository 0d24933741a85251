import { Module } from '@nestjs/common';
import { CallObserver } from './call-observer.service.js';

/** Usage and metrics of the calls that HTTP routes make, beside `UsageModule`. */
@Module({ providers: [CallObserver] })
export class ObservedCallsModule {}
