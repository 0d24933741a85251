import type { INumberingOptions } from 'docx';

/** Deeper lists are drawn like the deepest of these. */
export const MAX_LEVEL = 5;
/** Of each level, in twentieths of a point. */
export const LIST_INDENT = 480;

export interface ListPlace {
  reference: string;
  level: number;
  instance: number;
}

/** The numbered lists of one document: each counts by itself, from the number that it begins with. */
export class NumberedLists {
  private readonly starts = new Set<number>();
  private count = 0;

  /** A list that has not been begun; its items all take the place given. */
  begin(start: number, level: number): ListPlace {
    this.starts.add(start);
    return { reference: `from-${start}`, level: Math.min(level, MAX_LEVEL), instance: (this.count += 1) };
  }

  /** What the document has to declare, once all lists were begun. */
  options(): INumberingOptions {
    return {
      config: [...this.starts].map((start) => ({
        reference: `from-${start}`,
        levels: Array.from({ length: MAX_LEVEL + 1 }, (_entry, level) => ({
          level,
          start,
          format: 'decimal' as const,
          text: `%${level + 1}.`,
          alignment: 'left' as const,
          style: { paragraph: { indent: { left: LIST_INDENT * (level + 1), hanging: LIST_INDENT } } },
        })),
      })),
    };
  }
}
