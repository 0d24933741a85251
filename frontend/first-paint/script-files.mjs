/** Which files of the build a page needs, so that the browser need not learn of them one after the other. */

/**
 * @param statistics the build's `browser-stats.json`
 * @returns a function from source files to the scripts that they need besides those of `main.ts`, and those of `main.ts` itself
 */
export function readScriptFiles({ outputs }) {
  const entries = new Map(Object.entries(outputs).flatMap(([name, { entryPoint }]) => (entryPoint ? [[entryPoint, name]] : [])));
  const withImports = (name, found = new Set()) => {
    if (found.has(name)) return found;
    found.add(name);
    for (const { path, kind } of outputs[name].imports) if (kind === 'import-statement') withImports(path, found);
    return found;
  };
  const main = entries.get('src/main.ts');
  const initial = withImports(main);
  return {
    main,
    initial: [...initial].filter((name) => name !== main),
    /** @throws when a source is no entry of the build */
    filesOf(sources) {
      const names = sources.map((source) => {
        if (!entries.has(source)) throw new Error(`The build has no entry ${source}; mend first-paint/pages.mjs.`);
        return entries.get(source);
      });
      return [...new Set(names.flatMap((name) => [...withImports(name)]))].filter((name) => !initial.has(name));
    },
  };
}
