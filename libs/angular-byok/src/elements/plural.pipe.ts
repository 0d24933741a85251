import { Pipe, inject, type PipeTransform } from '@angular/core';
import { TranslocoService } from '@jsverse/transloco';
import { activeLanguage } from '../active-language.js';

/**
 * `'vault.strength.duration.days' | plural: 3`: the form of a PluralForms entry that the language wants for this number.
 * Impure, because the language may change while the arguments stay.
 */
@Pipe({ name: 'plural', pure: false })
export class PluralPipe implements PipeTransform {
  private readonly transloco = inject(TranslocoService);
  private readonly language = activeLanguage();

  transform(key: string, count: number): string {
    const form = new Intl.PluralRules(this.language()).select(count);
    const known = form === 'one' || form === 'few' || form === 'many' ? form : 'other';
    return this.transloco.translate(`${key}.${known}`, { count: count.toLocaleString(this.language()) });
  }
}
