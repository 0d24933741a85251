/** The same words in another language: each sentence may name what stands in its place in `{{braces}}`. */
export type Words<Dictionary> = { readonly [Key in keyof Dictionary]: Dictionary[Key] extends string ? string : Words<Dictionary[Key]> };
