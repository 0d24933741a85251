import { Injectable, type OnModuleInit } from '@nestjs/common';
import { AccountDataRegistry } from '../account-data/index.js';
import { Uploads } from './uploads.service.js';

/** A user's uploads that wait, as part of what is kept of an account. */
@Injectable()
export class UploadAccountData implements OnModuleInit {
  constructor(
    private readonly registry: AccountDataRegistry,
    private readonly uploads: Uploads,
  ) {}

  onModuleInit(): void {
    const { uploads } = this;
    this.registry.register({
      name: 'uploads',
      async *rows(userId) {
        yield* await uploads.list(userId);
      },
      erase: (userId) => uploads.eraseAll(userId),
    });
  }
}
