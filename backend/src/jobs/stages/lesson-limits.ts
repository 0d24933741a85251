/** Longest texts of a lesson, in characters. */
export const LESSON_LIMITS = { title: 500, markdown: 200_000 } as const;
