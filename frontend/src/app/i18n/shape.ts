/**
 * The same keys as another dictionary, with texts of its own. English dictionaries are typed by the
 * Russian ones, so that a missing or surplus key does not compile.
 */
export type SameShape<Dictionary> = {
  readonly [Key in keyof Dictionary]: Dictionary[Key] extends string ? string : SameShape<Dictionary[Key]>;
};
