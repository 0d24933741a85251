import { Injectable, inject, signal } from '@angular/core';
import { Title } from '@angular/platform-browser';
import { TitleStrategy, type RouterStateSnapshot } from '@angular/router';
import { TranslocoService } from '@jsverse/transloco';

/** Translates route titles (dictionary keys), follows the language, and offers the title for announcing. */
@Injectable({ providedIn: 'root' })
export class TranslatedTitleStrategy extends TitleStrategy {
  private readonly title = inject(Title);
  private readonly transloco = inject(TranslocoService);
  private readonly announced = signal('');
  private key: string | undefined;
  private name = '';
  /** The page's name without the product's, for screen readers. */
  readonly pageName = this.announced.asReadonly();

  constructor() {
    super();
    this.transloco.langChanges$.subscribe(() => this.show());
  }

  override updateTitle(snapshot: RouterStateSnapshot): void {
    this.key = this.buildTitle(snapshot);
    this.name = '';
    this.show();
  }

  /** What the page shows, such as a course by its name, stands before what the page is; until the next page. */
  showName(name: string): void {
    this.name = name;
    this.show();
  }

  private show(): void {
    if (!this.key) return;
    const page: string = this.transloco.translate(this.key);
    this.announced.set(page);
    this.title.setTitle(`${this.name || page} · ${this.transloco.translate('common.product')}`);
  }
}
