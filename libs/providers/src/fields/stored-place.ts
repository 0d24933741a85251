import { asListed, camelCase } from './copy-listed.js';
import type { FieldNode } from './field-tree.js';

/**
 * The first place of a body where something stored is read by an id, or something is stored; undefined when there is
 * none. What the tree doesn't name is not looked at: arguments, schemas, metadata, texts. Recursive: the caller bounds
 * the depth of the body.
 * @param root of the places in question: a node without children counts with whatever stands there
 * @param takesSnakeCase whether names may be written `like_this`, too
 */
export function storedPlace(body: unknown, root: FieldNode, takesSnakeCase = false): string | undefined {
  return placeIn(body, root, '', takesSnakeCase);
}

function placeIn(value: unknown, node: FieldNode, path: string, takesSnakeCase: boolean): string | undefined {
  if (value === null || value === undefined || value === '') return undefined;
  if (Array.isArray(value)) return firstOf(value.entries(), ([index, element]) => placeIn(element, node, `${path}[${index}]`, takesSnakeCase));
  const found = node.rule?.(value);
  if (found !== undefined) return found === '' ? path : `${path}.${found}`;
  if (node.children.size === 0) return node.rule !== undefined || node.values?.has(asListed(value)) === false ? undefined : path;
  if (typeof value !== 'object') return undefined;
  return firstOf(Object.entries(value), ([written, inner]) => {
    const child = node.children.get(written) ?? (takesSnakeCase ? node.children.get(camelCase(written)) : undefined);
    return child && placeIn(inner, child, path === '' ? written : `${path}.${written}`, takesSnakeCase);
  });
}

function firstOf<T>(elements: Iterable<T>, find: (element: T) => string | undefined): string | undefined {
  for (const element of elements) {
    const found = find(element);
    if (found !== undefined) return found;
  }
  return undefined;
}
