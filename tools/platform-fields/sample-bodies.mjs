/**
 * Bodies that the SDKs' types allow, each with one field in it: what the type wants beside the field is there too, so
 * that a translation has no other reason to refuse. A field that several members of a union have is in a body of each.
 */
import ts from 'typescript';
import { checker } from './read-fields.mjs';
import { membersOf, nameOf } from './sdk-types.mjs';

/** As many ways to hold one field are enough to see what becomes of it. */
const MAX_SAMPLES = 60;

/** What a value must look like to be read, by the place's end; the first that fits. */
const TEXTS = [
  [/\bimage_url(\.url)?$|\bfile_url$|\burl$/, 'https://example.com/a.png'],
  [/\bfile_data$/, 'data:application/pdf;base64,JVBERi0xLjQKJcOkw7w='],
  [/\binput_audio\.data$/, 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAEAfAAABAAgAZGF0YQAAAAA='],
  [/\barguments$/, '{"a":1}'],
  [/call_id$|\btool_calls\.id$/, 'call_1'],
  [/\bname$/, 'look'],
  [/^model$/, ''],
  [/\bmoderation\.model$/, 'omni-moderation-latest'],
  [/^(input|prompt)$/, 'Hi'],
];
const NUMBERS = [[/\btemperature$|\btop_p$|_penalty$|\bthreshold$/, 0.5]];
const OPEN = [
  [/\.tools$/, { type: 'function', name: 'look', function: { name: 'look' } }],
  [/parameters$|schema$/, { type: 'object', properties: {} }],
];
const sampleAt = (list, path, otherwise) => list.find(([pattern]) => pattern.test(path))?.[1] ?? otherwise;

/** What a type can be: a list of one thing, an object, a literal or a kind of scalar; `null` is left aside. */
function choicesOf(type) {
  if (type.isUnion()) return type.types.flatMap(choicesOf);
  if (type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void | ts.TypeFlags.Never)) return [];
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.NonPrimitive)) return [{ kind: 'open' }];
  if (type.isStringLiteral() || type.isNumberLiteral()) return [{ kind: 'literal', value: type.value }];
  if (type.flags & ts.TypeFlags.BooleanLiteral) return [{ kind: 'literal', value: type.intrinsicName === 'true' }];
  if (type.flags & ts.TypeFlags.NumberLike) return [{ kind: 'number' }];
  if (type.flags & ts.TypeFlags.StringLike || (type.isIntersection() && type.types.some((part) => part.flags & ts.TypeFlags.StringLike))) return [{ kind: 'text' }];
  if (checker.isArrayType(type) || checker.isTupleType(type)) return [{ kind: 'list', of: checker.getTypeArguments(type)[0] }];
  if (nameOf(type) === 'Iterable') return [{ kind: 'list', of: checker.getTypeArguments(type)[0] }];
  return [{ kind: 'object', type }];
}

const at = (path, name) => (path === '' ? name : `${path}.${name}`);
const isRequired = (type, name) => {
  const symbol = checker.getPropertyOfType(type, name);
  return symbol !== undefined && !(symbol.flags & ts.SymbolFlags.Optional);
};

/** The least that a type allows. */
function least(type, path, depth = 0) {
  const choices = choicesOf(type);
  if (depth > 8 || choices.length === 0) return undefined;
  // A message of the user's may hold most.
  const usual = choices.find(({ kind, value }) => kind === 'text' || value === 'user');
  return leastOf(usual ?? choices[0], path, depth);
}

function leastOf(choice, path, depth = 0) {
  switch (choice.kind) {
    case 'open': return sampleAt(OPEN, path, { a: 'b' });
    case 'literal': return choice.value;
    case 'number': return sampleAt(NUMBERS, path, 1);
    case 'text': return sampleAt(TEXTS, path, 'word');
    case 'list': return [least(choice.of, path, depth + 1)];
    default: return objectOf(choice.type, path, depth);
  }
}

function objectOf(type, path, depth = 0) {
  const object = {};
  for (const [name, memberType] of membersOf(checker, type)) {
    if (name === '*') Object.assign(object, sampleAt(OPEN, path, { a: 'b' }));
    else if (isRequired(type, name)) object[name] = least(memberType, at(path, name), depth + 1);
  }
  return object;
}

/** The same with something in it: what is empty counts as absent. */
function filledObject(type, path) {
  const object = objectOf(type, path);
  const [first] = membersOf(checker, type);
  return first === undefined || Object.keys(object).length > 0 ? object : { [first[0]]: least(first[1], at(path, first[0])) };
}

/** Every way to have the field at `steps`, with what its types want beside it. @param value of the field, undefined: what its type allows */
function* waysTo(type, steps, value, path) {
  for (const choice of choicesOf(type)) {
    if (choice.kind === 'list') {
      for (const element of waysTo(choice.of, steps, value, path)) yield [element];
    } else if (steps.length === 0 || steps[0] === '*') {
      if (choice.kind === 'object') yield filledObject(choice.type, path);
      else if (value === undefined) yield leastOf(choice, path);
      else if (choice.kind !== 'literal' || choice.value === value) yield value;
    } else if (choice.kind === 'object') {
      const [name, ...rest] = steps;
      const member = membersOf(checker, choice.type).find(([memberName]) => memberName === name);
      if (member === undefined) continue;
      for (const inner of waysTo(member[1], rest, value, at(path, name))) yield { ...objectOf(choice.type, path), [name]: inner };
    }
  }
}

/**
 * @param {ts.Type} type of the request
 * @param {string} field as the lists write it, with one value at most: `tools.type=function`, `metadata.*`
 * @param {unknown} [other] stands for a value that a list leaves out
 * @returns {object[]} bodies of that type
 */
export function bodiesWith(type, field, other) {
  const [name, value] = field.split('=');
  const asked = other ?? (value === 'false' ? false : value !== undefined && /^\d+$/.test(value) ? Number(value) : value);
  const found = new Map();
  for (const body of waysTo(type, name.split('.'), asked, '')) {
    found.set(JSON.stringify(body), body);
    if (found.size >= MAX_SAMPLES) break;
  }
  return [...found.values()];
}
