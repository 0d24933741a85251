import { ChangeDetectionStrategy, Component, DestroyRef, booleanAttribute, computed, inject, input, output, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Subscription } from 'rxjs';
import { MomentPipe } from '#angular-byok/elements';
import { FileSizePipe } from '../../../shared/file-size.pipe.js';
import { UnfinishedUploads } from '../upload/unfinished-uploads.service.js';
import { UploadClaims } from '../upload/upload-claims.service.js';
import { UploadsApi, type WaitingUpload } from '../upload/uploads.api.js';

/** While another tab sends, it is looked this often whether that tab is still there, in milliseconds. */
const LOOK_EVERY = 2_000;

/** Uploads that a reload or a crash ended: they go on once the same file is chosen again. What waits can be deleted. */
@Component({
  selector: 'byok-unfinished-uploads',
  imports: [FileSizePipe, MatButtonModule, MomentPipe, TranslocoDirective],
  templateUrl: './unfinished-uploads.component.html',
  styleUrl: './unfinished-uploads.component.scss',
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class UnfinishedUploadsComponent {
  private readonly unfinished = inject(UnfinishedUploads);
  private readonly claims = inject(UploadClaims);
  private readonly api = inject(UploadsApi);
  private readonly waiting = signal<readonly WaitingUpload[]>([]);
  private asking: Subscription | undefined;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private left = false;
  /** A short list of all that take up room, those of other browsers too, to make room. */
  readonly withOthers = input(false, { transform: booleanAttribute });
  /** The person wants to choose the file of one of them. */
  readonly choosing = output<void>();
  protected readonly offered = computed(() => {
    const here = new Set(this.unfinished.all().map(({ id }) => id));
    return this.waiting()
      .map((upload) => ({ ...upload, here: here.has(upload.id), whole: upload.receivedBytes === upload.bytes }))
      .filter((upload) => upload.here || this.withOthers());
  });

  constructor() {
    inject(DestroyRef).onDestroy(() => this.leave());
    this.ask();
  }

  protected remove(id: string): void {
    this.unfinished.forget(id);
    this.waiting.update((waiting) => waiting.filter((upload) => upload.id !== id));
    this.api.remove(id).subscribe({ error: () => undefined });
  }

  private ask(): void {
    this.asking = this.api.list().subscribe({
      next: (waiting) => void this.show(waiting),
      // Without an answer nothing is offered; choosing the file again goes on all the same.
      error: () => undefined,
    });
  }

  private leave(): void {
    this.left = true;
    clearTimeout(this.timer);
    this.asking?.unsubscribe();
  }

  /** Without those that some tab is sending just now; when that tab is gone, they are offered too. */
  private async show(waiting: readonly WaitingUpload[]): Promise<void> {
    const taken = await this.claims.taken();
    if (this.left) return;
    const known = new Set(waiting.map(({ id }) => id));
    for (const { id } of this.unfinished.all()) if (!known.has(id) && !taken.has(id)) this.unfinished.forget(id);
    this.waiting.set(waiting.filter(({ id }) => !taken.has(id)).toReversed());
    const sent = waiting.filter(({ id }) => taken.has(id)).map(({ id }) => id);
    if (sent.length > 0) this.timer = setTimeout(() => void this.lookAgain(sent), LOOK_EVERY);
  }

  private async lookAgain(sent: readonly string[]): Promise<void> {
    const taken = await this.claims.taken();
    if (this.left) return;
    if (sent.every((id) => taken.has(id))) this.timer = setTimeout(() => void this.lookAgain(sent), LOOK_EVERY);
    else this.ask();
  }
}
