import { Injectable, computed, inject, signal } from '@angular/core';
import { readSetting, writeSetting } from '../browser-settings.js';
import { SessionService } from '../session/session.service.js';

/** What a newcomer does first, beside adding a key, which the vault knows of. */
export type FirstStep = 'question' | 'course';

const isStep = (value: unknown): value is FirstStep => value === 'question' || value === 'course';

/**
 * The steps of somebody who has just registered here, kept in this browser until they are done, hidden, or the person
 * signs out. Whoever signs in to an account that was there before has none.
 */
@Injectable({ providedIn: 'root' })
export class FirstSteps {
  private readonly session = inject(SessionService);
  private readonly changes = signal(0);
  private readonly setting = computed(() => `byok.steps.${this.session.account()?.id ?? ''}`);
  /** The steps that are done; null when there are none to show. */
  readonly done = computed<readonly FirstStep[] | null>(() => {
    this.changes();
    const text = readSetting(this.setting());
    return text === null || text === 'hidden' ? null : text.split(' ').filter(isStep);
  });

  /** For the account that has just been registered. */
  begin(): void {
    this.write([]);
  }

  complete(step: FirstStep): void {
    const done = this.done();
    if (done !== null && !done.includes(step)) this.write([...done, step]);
  }

  hide(): void {
    writeSetting(this.setting(), 'hidden');
    this.changes.update((count) => count + 1);
  }

  private write(done: readonly FirstStep[]): void {
    writeSetting(this.setting(), done.join(' '));
    this.changes.update((count) => count + 1);
  }
}
