import { Module } from '@nestjs/common';
import type { ConfigType } from '@nestjs/config';
import { queueConfig } from '../../config/index.js';
import { DATABASE_SERVER, type DatabaseServer } from '../../database/index.js';
import { QUEUE_CONNECTION, openQueueConnection } from './queue-connection.js';

@Module({
  providers: [
    {
      provide: QUEUE_CONNECTION,
      inject: [queueConfig.KEY, DATABASE_SERVER],
      useFactory: (configuration: ConfigType<typeof queueConfig>, server: DatabaseServer) => openQueueConnection(configuration, server),
    },
  ],
  exports: [QUEUE_CONNECTION],
})
export class QueueConnectionModule {}
