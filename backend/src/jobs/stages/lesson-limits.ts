/** Longest texts of a lesson, in characters; `summary` is the outline's. */
export const LESSON_LIMITS = { title: 500, markdown: 200_000, summary: 10_000 } as const;
