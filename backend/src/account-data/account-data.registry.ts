import { Injectable } from '@nestjs/common';

/** What one part of the application keeps of its users. */
export interface AccountDataPart {
  /** Its name in the export. */
  readonly name: string;
  /** All of it, a row at a time, as JSON can hold it; nothing secret, such as hashes. */
  rows(userId: string): AsyncIterable<unknown>;
  /**
   * Erases what goes beyond rows that the account's own row takes along. Called before the account is deleted, and
   * once more afterwards for what began meanwhile; doing it twice must do no harm.
   */
  erase?(userId: string): Promise<void>;
}

/** Where each part of the application registers what it keeps of users, so that they can export it and have it erased. */
@Injectable()
export class AccountDataRegistry {
  readonly #parts: AccountDataPart[] = [];

  get parts(): readonly AccountDataPart[] {
    return this.#parts;
  }

  register(part: AccountDataPart): void {
    this.#parts.push(part);
  }
}
