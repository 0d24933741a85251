import { Injectable } from '@angular/core';
import { ACCOUNT_HEADER } from '#contracts';

/**
 * The account that this page works for. Every call names it, so that a session which another tab has changed meanwhile
 * answers `conflict` and nothing of one person is kept under another.
 */
@Injectable({ providedIn: 'root' })
export class BelievedAccount {
  id: string | undefined;

  headers(): Record<string, string> {
    return this.id === undefined ? {} : { [ACCOUNT_HEADER]: encodeURIComponent(this.id) };
  }
}
