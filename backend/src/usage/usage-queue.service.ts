import { Injectable } from '@nestjs/common';
import { InjectPinoLogger, PinoLogger } from 'nestjs-pino';
import { MetricsRegistry } from '../prometheus/index.js';
import type { UsageRow } from './usage-record.js';
import { UsageWriter } from './usage-writer.service.js';
import { WriteBehindQueue } from './write-behind-queue.js';

/** Usage records on their way into the database. */
@Injectable()
export class UsageQueue extends WriteBehindQueue<UsageRow> {
  constructor(writer: UsageWriter, metrics: MetricsRegistry, @InjectPinoLogger('Usage') logger: PinoLogger) {
    const dropped = metrics.counter('byok_usage_dropped_total', 'Usage records that were lost because the database was away.');
    super({ what: 'usage records', write: (rows) => writer.write(rows), dropped, logger });
    metrics.gauge('byok_usage_waiting', 'Usage records that wait to be written.', () => this.waiting);
  }
}
