import type { FieldNode } from './field-tree.js';

type JsonObject = Record<string, unknown>;

/** A field that is not in the list, or a value that its list leaves out. */
export class UnlistedFieldError extends Error {
  /** @param path where it stands: `tools[0].type`; the names in it are the client's */
  constructor(readonly path: string) {
    super('A field is not in the list.');
    this.name = 'UnlistedFieldError';
  }
}

/** One field under two spellings of its name. */
export class RepeatedFieldError extends Error {
  /** @param path as of an `UnlistedFieldError` */
  constructor(readonly path: string) {
    super('A field stands there twice.');
    this.name = 'RepeatedFieldError';
  }
}

/** Is told the place of each field that is not in the list; without it such a field is an error. */
export type OnUnlisted = (path: string) => void;

/** JSON knows one more kind of value than `typeof`: a number whose text is kept. */
const isRawNumber = (value: object): boolean => (JSON as { isRawJSON?: (value: unknown) => boolean }).isRawJSON?.(value) ?? false;

/** A value as lists write it: `1e00` is `1`, and a number whose text is kept has no text by itself. */
export const asListed = (value: unknown): string => String(typeof value === 'object' && value !== null ? Number((value as { rawJSON?: unknown }).rawJSON) : value);

/** A name `like_this` in the other spelling. Only a run's first underscore begins a match: names may be as long as a body. */
export const camelCase = (name: string): string => name.replace(/(?<!_)_+([a-z\d])/g, (_, letter: string) => letter.toUpperCase());

/**
 * The listed part of a parsed body, anew; what is in an open field is the same object. `null` counts as absent.
 * Recursive: the caller bounds the depth of the body.
 * @param takesSnakeCase whether names may be written `like_this`, too
 * @param onUnlisted leaves fields that are not in the list out, and never values
 * @throws UnlistedFieldError, RepeatedFieldError
 */
export function copyListed(body: JsonObject, root: FieldNode, takesSnakeCase = false, onUnlisted?: OnUnlisted): JsonObject {
  return new Copy(takesSnakeCase, onUnlisted).members(body, root, '');
}

class Copy {
  constructor(
    private readonly takesSnakeCase: boolean,
    private readonly onUnlisted: OnUnlisted | undefined,
  ) {}

  members(object: JsonObject, { children }: FieldNode, path: string): JsonObject {
    const copy: JsonObject = {};
    for (const [written, value] of Object.entries(object)) {
      const name = this.takesSnakeCase && !children.has(written) ? camelCase(written) : written;
      const at = path === '' ? written : `${path}.${written}`;
      const child = children.get(name);
      if (child === undefined) {
        if (value === null) continue;
        if (this.onUnlisted === undefined) throw new UnlistedFieldError(at);
        this.onUnlisted(at);
        continue;
      }
      if (Object.hasOwn(copy, name)) throw new RepeatedFieldError(at);
      copy[name] = this.#value(value, child, at);
    }
    return copy;
  }

  #value(value: unknown, node: FieldNode, path: string): unknown {
    if (Array.isArray(value)) return node.isOpen && node.rule === undefined ? value : value.map((element, index) => this.#value(element, node, `${path}[${index}]`));
    const violation = node.rule?.(value);
    if (violation !== undefined) throw new UnlistedFieldError(violation === '' ? path : `${path}.${violation}`);
    if (node.isOpen) return value;
    if (typeof value === 'object' && value !== null && !isRawNumber(value)) return this.members(value as JsonObject, node, path);
    if (value !== null && node.values !== undefined && !node.values.has(asListed(value))) throw new UnlistedFieldError(path);
    return value;
  }
}
