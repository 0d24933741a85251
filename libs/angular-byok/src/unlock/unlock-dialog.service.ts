import { Injectable } from '@angular/core';
import { Subject } from 'rxjs';

/** Asks the vault in the top bar to open its unlock dialog, from anywhere on the page. Nothing happens unless it is locked. */
@Injectable({ providedIn: 'root' })
export class UnlockDialog {
  private readonly asked = new Subject<void>();
  /** For the component that has the dialog. */
  readonly requests = this.asked.asObservable();

  open(): void {
    this.asked.next();
  }
}
