import { Injectable, inject } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { TranslocoService } from '@jsverse/transloco';
import { filter, map, type Observable } from 'rxjs';
import { ConfirmDialog, type Confirmation } from './confirm.dialog.js';

/** Asks before something that can't be undone. */
@Injectable({ providedIn: 'root' })
export class ConfirmService {
  private readonly dialog = inject(MatDialog);
  private readonly transloco = inject(TranslocoService);

  /**
   * Tells once when the answer is yes, and otherwise ends without a word.
   * @param words dictionary path with `heading`, `text`, `confirm` and `keep`
   * @param values for the placeholders in them
   */
  ask(words: string, values: Record<string, string> = {}): Observable<void> {
    const text = (name: keyof Confirmation): string => this.transloco.translate(`${words}.${name}`, values);
    const data: Confirmation = { heading: text('heading'), text: text('text'), confirm: text('confirm'), keep: text('keep') };
    return this.dialog
      .open<ConfirmDialog, Confirmation, boolean>(ConfirmDialog, { data, width: '440px' })
      .afterClosed()
      .pipe(
        filter((confirmed) => confirmed === true),
        map(() => undefined),
      );
  }
}
