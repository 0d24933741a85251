import { computed, inject, signal, type Signal } from '@angular/core';
import type { Observable } from 'rxjs';
import { ConfirmService } from '#angular-byok/elements';
import { toApiError, type ApiError } from '../../../../core/http/api-error.js';

/** What differs between the texts of a course that can be changed. */
export interface EditedText<Text> {
  /** As the server has it, as far as this page knows. */
  saved: Signal<Text>;
  /** As it is typed. */
  typed: Signal<Text>;
  same(one: Text, other: Text): boolean;
  /** Saves what is typed. Fails with ApiError; `conflict` when the text to replace is not the server's any more. */
  save(replaces: Text): Observable<void>;
  /** Shows and tells the text as the server has it now. */
  refresh(): Observable<Text | undefined>;
  /** The editing is over; with the text from before when another one was saved. */
  close(before?: Text): void;
}

/**
 * A change of one text, from beginning to saving or giving up. A text that was saved elsewhere meanwhile is shown
 * and never overwritten unasked; what was typed is never dropped unasked.
 */
export class TextEdit<Text> {
  private readonly confirm = inject(ConfirmService);
  /** What the typed text began from. */
  private readonly origin = signal<Text | undefined>(undefined);
  private readonly running = signal(false);
  private readonly failure = signal<ApiError | null>(null);
  readonly base = this.origin.asReadonly();
  readonly saving = this.running.asReadonly();
  readonly error = this.failure.asReadonly();
  readonly dirty: Signal<boolean>;
  /** Meanwhile another text was saved, which would be lost. */
  readonly overtaken: Signal<boolean>;

  /** Needs an injection context. */
  constructor(private readonly text: EditedText<Text>) {
    this.dirty = computed(() => !text.same(text.typed(), text.saved()));
    this.overtaken = computed(() => {
      const base = this.base();
      return this.dirty() && base !== undefined && !text.same(base, text.saved());
    });
  }

  /** @param base what the typed text begins from, when not from what is saved now */
  begin(base: Text = this.text.saved()): void {
    this.origin.set(base);
    this.failure.set(null);
  }

  /** Somebody types on: what went wrong before is no longer of interest. */
  forgetError(): void {
    this.failure.set(null);
  }

  /** Without a change it only closes. */
  save(): void {
    if (this.saving()) return;
    if (!this.dirty()) return this.text.close();
    const before = this.text.saved();
    this.running.set(true);
    this.failure.set(null);
    this.text.save(before).subscribe({
      next: () => {
        this.running.set(false);
        this.text.close(before);
      },
      error: (problem: unknown) => this.fail(toApiError(problem)),
    });
  }

  /** Asks first when something would be lost. */
  cancel(): void {
    if (this.saving()) return;
    if (!this.dirty()) return this.text.close();
    this.confirm.ask('course.editor.discard').subscribe(() => this.text.close());
  }

  private fail(problem: ApiError): void {
    if (problem.code !== 'conflict') return this.stop(problem);
    this.text.refresh().subscribe({
      next: (now) => this.stop(now === undefined || this.began(now) ? problem : null),
      error: (another: unknown) => this.stop(toApiError(another)),
    });
  }

  private began(now: Text): boolean {
    const base = this.base();
    return base !== undefined && this.text.same(now, base);
  }

  private stop(problem: ApiError | null): void {
    this.running.set(false);
    this.failure.set(problem);
  }
}
