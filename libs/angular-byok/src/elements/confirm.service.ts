import { Injectable, Injector, inject } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import { defer, filter, map, switchMap, type Observable } from 'rxjs';
import type { ConfirmDialog, Confirmation } from './confirm.dialog.js';

/** Dialogs come with the first question: no first screen has one. */
async function loadDialog() {
  const [{ MatDialog }, { ConfirmDialog: component }] = await Promise.all([import('@angular/material/dialog'), import('./confirm.dialog.js')]);
  return { MatDialog, component };
}

/** Asks before something that can't be undone. */
@Injectable({ providedIn: 'root' })
export class ConfirmService {
  private readonly injector = inject(Injector);
  private readonly transloco = inject(TranslocoService);

  /**
   * Tells once when the answer is yes, and otherwise ends without a word.
   * @param words dictionary path with `heading`, `text`, `confirm` and `keep`
   * @param values for the placeholders in them
   */
  ask(words: string, values: Record<string, string> = {}): Observable<void> {
    const text = (name: keyof Confirmation): string => this.transloco.translate(`${words}.${name}`, values);
    const data: Confirmation = { heading: text('heading'), text: text('text'), confirm: text('confirm'), keep: text('keep') };
    return defer(loadDialog).pipe(
      switchMap(({ MatDialog, component }) => this.injector.get(MatDialog).open<ConfirmDialog, Confirmation, boolean>(component, { data, width: '440px' }).afterClosed()),
      filter((confirmed) => confirmed === true),
      map(() => undefined),
    );
  }
}
