/** Elements that somebody may have used: by what they are called, and which of several of that name. */
type Names = Map<string, HTMLElement>;

function namesIn(root: Element): Names {
  const names: Names = new Map();
  for (const element of root.querySelectorAll<HTMLElement>('a[href], button, input, textarea, select, summary')) {
    const called = element.getAttribute('name') ?? element.getAttribute('aria-label') ?? element.textContent.trim();
    let name = `${element.localName} ${called}`;
    while (names.has(name)) name += '+';
    names.set(name, element);
  }
  return names;
}

/** Finds in `live` what stands in the place of an element of `served`; both are renderings of the same page. */
export function matchingElements(served: Element, live: Element): (element: Element | null) => HTMLElement | undefined {
  const before = namesIn(served);
  const now = namesIn(live);
  return (element) => {
    const name = [...before].find(([, candidate]) => candidate === element)?.[0];
    return name === undefined ? undefined : now.get(name);
  };
}
