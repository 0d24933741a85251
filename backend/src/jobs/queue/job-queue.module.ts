import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { TransitKeyring } from '#nestjs-byok';
import { JOBS_QUEUE, queueNameOf, sharedQueueOptions } from './bull.js';
import { JobQueue } from './job-queue.service.js';
import { QUEUE_CONNECTION, type QueueConnection } from './queue-connection.js';
import { QueueConnectionModule } from './queue-connection.module.js';

/** BullMQ for this process. Its processor takes jobs once `BullRegistrar.register()` is called, which `JobsModule` does. */
@Module({
  imports: [
    QueueConnectionModule,
    BullModule.forRootAsync({
      imports: [QueueConnectionModule],
      inject: [QUEUE_CONNECTION],
      useFactory: ({ options }: QueueConnection) => sharedQueueOptions(options),
      extraOptions: { manualRegistration: true },
    }),
    BullModule.registerQueueAsync({
      name: JOBS_QUEUE,
      inject: [TransitKeyring],
      // The name by which it is injected is fixed, that in the store is known once the keys are; Nest takes it from here.
      useFactory: ({ keyGroup }: TransitKeyring) => ({ name: queueNameOf(keyGroup) }) as object,
    }),
  ],
  providers: [JobQueue],
  exports: [JobQueue, QueueConnectionModule, BullModule],
})
export class JobQueueModule {}
