import { inject, type Signal } from '@angular/core';
import { toSignal } from '@angular/core/rxjs-interop';
import { catchError, map, of, retry } from 'rxjs';
import { LanguageService } from '../../../core/i18n/language.service.js';

/** Whether the words for attachments are there: they come with the first attachment. For use while a component is made. */
export function attachmentWords(): Signal<boolean> {
  const words = inject(LanguageService).complete().pipe(
    map(() => true),
    retry({ count: 3, delay: 1_000 }),
    catchError(() => of(false)),
  );
  return toSignal(words, { initialValue: false });
}
