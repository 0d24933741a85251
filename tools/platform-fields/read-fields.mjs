/** Walks from an SDK's request type to a flat list of fields, leaving out what reasons.json leaves out. */
import { fileURLToPath } from 'node:url';
import { readConverters } from './gemini-wire.mjs';
import { SOURCES } from './routes.mjs';
import { loadTypes, membersOf, nameOf, partsOf } from './sdk-types.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** All types at once: reading the SDKs' declarations is what takes the time. */
const IMPORTS = Object.values(SOURCES).flatMap(({ betas, routes }) => [...(betas ? [betas] : []), ...Object.values(routes).flatMap(({ types = [] }) => types)]);
const LOADED = loadTypes(ROOT, IMPORTS);
export const { checker } = LOADED;
/** A type of the SDKs', as the sources name it. */
export const typeOf = ([module, name]) => LOADED.types[IMPORTS.findIndex((entry) => entry[0] === module && entry[1] === name)];

/**
 * @typedef {{ fields: string[], leftOut: Record<string, string> }} FieldList
 * `fields`: `a.b` is listed; `a.*`: so is whatever stands in `a`; `a=x|y`: `a` with these values only;
 * `a~rule`: `a` when the rule of that name lets it pass. Lists are not marked: what is said of a field holds for each element.
 */

/** @returns {(route: string, decisions: import('./decisions.mjs').Decisions) => FieldList} */
export function fieldReader(source) {
  const converters = Object.values(source.routes).some(({ wire }) => wire) ? readConverters(`${ROOT}/node_modules/@google/genai/dist/index.mjs`) : undefined;
  return (route, decisions) => {
    const { types, wire } = source.routes[route];
    const walk = new Walk(LOADED.checker, decisions, converters);
    for (const name of types) walk.object([], typeOf(name), wire && converters(wire), []);
    return walk.list();
  };
}

/** Google's SDK takes a part or a text where the API wants a whole `Content`, and makes one of it. */
function withoutShorthand(objects) {
  const contents = objects.filter((part) => nameOf(part) === 'Content');
  return contents.length > 0 ? contents : objects;
}

class Walk {
  #open = new Set();
  #plain = new Set();
  #values = new Map();
  #leftOut = new Map();

  constructor(checker, decisions, converters) {
    this.checker = checker;
    this.decisions = decisions;
    this.converters = converters;
  }

  list() {
    const fields = [];
    for (const path of this.#plain) {
      if ([...this.#open].some((holder) => path.startsWith(`${holder}.`))) continue;
      const values = this.decisions.valuesOf(path) ?? (this.#values.has(path) ? [...this.#values.get(path)].sort() : undefined);
      const rule = this.decisions.ruleOf(path);
      fields.push(`${path}${this.#open.has(path) ? '.*' : ''}${values === undefined ? '' : `=${values.join('|')}`}${rule === undefined ? '' : `~${rule}`}`);
    }
    for (const path of this.decisions.unused(this.#plain, this.#leftOut)) throw new Error(`reasons.json speaks of ${path}, which the SDK does not have.`);
    const leftOut = [...this.#leftOut].filter(([path]) => !this.#plain.has(path) || this.decisions.valuesOf(path) !== undefined).sort(([a], [b]) => (a < b ? -1 : 1));
    return { fields: fields.sort(), leftOut: Object.fromEntries(leftOut) };
  }

  /** The members of a value of this type, without those that are left out. */
  object(path, type, placements, above) {
    const parts = partsOf(this.checker, type);
    for (const part of withoutShorthand(parts.objects)) {
      if (above.includes(part)) throw new Error(`${path.join('.')} holds itself (${nameOf(part)}): name it under "opaque" in reasons.json.`);
      if (this.#isLeftOutVariant(path, part)) continue;
      for (const [name, memberType] of membersOf(this.checker, part)) this.#member(path, name, memberType, placements, [...above, part]);
    }
  }

  #member(path, name, type, placements, above) {
    if (placements === undefined) return this.#place([...path, name], type, undefined, above);
    for (const { to, parent, converter } of placements.get(name) ?? []) {
      if (to?.[0] === '_url') continue;
      const inner = converter === undefined ? undefined : this.converters(converter);
      const target = to?.filter((step) => step !== '_self').flatMap((step) => step.replace(/\[\]$/, '').split('.'));
      // What the converter of a nested value writes to its parent lands beside that value.
      const base = parent ? path.slice(0, -1) : path;
      if (target === undefined) this.object([...path, name], type, inner, above);
      else this.#place([...base, ...target], type, inner, above);
    }
    return undefined;
  }

  #place(path, type, placements, above) {
    const parts = partsOf(this.checker, type);
    if (!parts.open && !parts.scalar && parts.objects.length === 0) return;
    for (let length = 1; length <= path.length; length += 1) {
      const name = path.slice(0, length).join('.');
      const reason = this.decisions.reasonFor(name);
      if (reason === undefined) continue;
      this.#leftOut.set(name, reason);
      // A field that passes with some values is listed beside the reason for its others.
      if (this.decisions.valuesOf(name) === undefined || length < path.length) return;
    }
    for (let length = 1; length <= path.length; length += 1) this.#plain.add(path.slice(0, length).join('.'));
    const name = path.join('.');
    if (path.at(-1) === '*' || parts.open || this.decisions.isOpaque(name)) {
      const holder = path.at(-1) === '*' ? path.slice(0, -1).join('.') : name;
      this.#plain.delete(`${holder}.*`);
      this.#open.add(holder);
      return;
    }
    if (path.at(-1) === 'type' && parts.literals !== undefined && parts.objects.length === 0) this.#tags(name, parts.literals);
    if (parts.objects.length > 0) this.object(path, type, placements, above);
  }

  #tags(name, literals) {
    const kept = literals.filter((literal) => this.decisions.reasonFor(`${name}=${literal}`) === undefined);
    this.#values.set(name, new Set([...(this.#values.get(name) ?? []), ...kept]));
  }

  /** A variant of a union, told by its `type`, that is left out as a whole. */
  #isLeftOutVariant(path, part) {
    const tag = this.checker.getPropertyOfType(part, 'type');
    const { literals } = tag === undefined ? {} : partsOf(this.checker, this.checker.getTypeOfSymbol(tag));
    if (literals === undefined || literals.length === 0) return false;
    const names = literals.map((literal) => [...path, `type=${literal}`].join('.'));
    const reasons = names.map((name) => this.decisions.reasonFor(name));
    names.forEach((name, index) => reasons[index] !== undefined && this.#leftOut.set(name, reasons[index]));
    return reasons.every((reason) => reason !== undefined);
  }
}

/** The literals of a type that also takes any text: an SDK's known names. */
export function namesIn(type) {
  return typeOf(type).types.filter((part) => part.isStringLiteral()).map(({ value }) => value);
}
