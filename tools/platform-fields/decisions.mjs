/** What reasons.json says about a route. */

const escaped = (text) => text.replaceAll(/[.+^${}()|[\]\\?]/g, String.raw`\$&`);
/** `**.name` is that name at any depth; `*` is any text within a name. */
const matcher = (pattern) => new RegExp(`^${escaped(pattern).replace(/^\*\*\\\./, '(?:.+\\.)?').replaceAll('*', '[^.]*')}$`);

/**
 * @typedef {{ reasonFor(path: string): string | undefined, isOpaque(path: string): boolean,
 *   valuesOf(path: string): unknown[] | undefined, ruleOf(path: string): string | undefined,
 *   unused(plain: Set<string>, leftOut: Map<string, string>): string[] }} Decisions
 */

/**
 * @param {{ reasons: Record<string, string>, leftOut: Record<string, Record<string, string>>, opaque: string[],
 *   values: Record<string, Record<string, unknown[]>> }} all one provider's part of reasons.json
 * @returns {Decisions}
 */
export function decisionsOf(all, route) {
  const leftOut = [all.leftOut['*'] ?? {}, all.leftOut[route] ?? {}].flatMap((group) =>
    Object.entries(group).map(([pattern, reason]) => ({ pattern, expression: matcher(pattern), reason: all.reasons[reason] ?? reason })),
  );
  const opaque = (all.opaque ?? []).map(matcher);
  const values = { ...all.values?.['*'], ...all.values?.[route] };
  const rules = Object.entries(all.rules ?? {}).map(([pattern, rule]) => ({ expression: matcher(pattern), rule }));
  const own = Object.keys(all.leftOut[route] ?? {});
  return {
    reasonFor: (path) => leftOut.find(({ expression }) => expression.test(path))?.reason,
    isOpaque: (path) => opaque.some((expression) => expression.test(path)),
    valuesOf: (path) => values[path],
    ruleOf: (path) => rules.find(({ expression }) => expression.test(path))?.rule,
    unused: (plain, found) => own.filter((pattern) => ![...found.keys(), ...plain].some((path) => matcher(pattern).test(path))),
  };
}
