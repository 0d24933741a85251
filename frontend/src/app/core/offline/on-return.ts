import { DestroyRef, inject } from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { Connection } from './connection.service.js';

/** In a constructor: loads anew what could not be had, once the server answers again. */
export function onReturn(load: () => unknown): void {
  inject(Connection).returned.pipe(takeUntilDestroyed(inject(DestroyRef))).subscribe(load);
}
