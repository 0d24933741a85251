/** The source of a pattern for a name that stands alone, not as a part of a longer one. */
export function standingAlone(name: string): string {
  return `(?<![\\w-])${name.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')}(?![\\w-])`;
}
