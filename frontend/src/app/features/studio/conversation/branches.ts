import type { Exchange } from '../chat/chat-message.js';

/** Which child is shown, by its parent's id; '' stands for the beginning. Without an entry it is the latest. */
export type ChosenBranches = Readonly<Record<string, string>>;

export function keyOf(parent: string | null): string {
  return parent ?? '';
}

/** The exchanges that follow the same one, the oldest first. */
export function alternatives(exchanges: readonly Exchange[], parent: string | null): Exchange[] {
  return exchanges.filter((exchange) => exchange.parent === parent);
}

/** The conversation as it is shown: from the beginning, at each fork the chosen branch. */
export function shownPath(exchanges: readonly Exchange[], chosen: ChosenBranches): Exchange[] {
  const path: Exchange[] = [];
  // Bounded: a damaged record could lead in a circle.
  for (let parent: string | null = null; path.length <= exchanges.length; ) {
    const candidates = alternatives(exchanges, parent);
    const next: Exchange | undefined = candidates.find(({ id }) => id === chosen[keyOf(parent)]) ?? candidates.at(-1);
    if (!next) break;
    path.push(next);
    parent = next.id;
  }
  return path;
}

/** The exchanges from the beginning to `last`, which is part of it; empty for null. */
export function pathTo(exchanges: readonly Exchange[], last: string | null): Exchange[] {
  const path: Exchange[] = [];
  for (let id = last; id !== null && path.length <= exchanges.length; ) {
    const exchange = exchanges.find((one) => one.id === id);
    if (!exchange) break;
    path.unshift(exchange);
    id = exchange.parent;
  }
  return path;
}
