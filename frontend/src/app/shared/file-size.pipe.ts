import { Pipe, inject, type PipeTransform } from '@angular/core';
import { LanguageService } from '../core/i18n/language.service.js';

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** Bytes in words: "12,4 МБ". Impure, because the language may change. */
@Pipe({ name: 'fileSize', pure: false })
export class FileSizePipe implements PipeTransform {
  private readonly language = inject(LanguageService).language;

  transform(bytes: number): string {
    const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log2(bytes) / 10));
    const value = bytes / 1024 ** power;
    const digits = power === 0 || value >= 100 ? 0 : 1;
    const words = new Intl.NumberFormat(this.language(), { style: 'unit', unit: UNITS[power] ?? 'byte', maximumFractionDigits: digits }).format(value);
    // Beside МБ and ГБ a small letter looks like a slip.
    return words.replace('кБ', 'КБ');
  }
}
