/** Lists the methods of an SDK's client, as its types declare them, with an argument for each required parameter. */
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { loadTypes, nameOf } from '../platform-fields/sdk-types.mjs';
import { SDKS } from './sdks.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const { checker, types } = loadTypes(ROOT, SDKS.map((sdk) => [sdk.package, sdk.type]));

const MAX_DEPTH = 6;
const SAMPLE_DEPTH = 4;
/** No calls of the API. */
const INNER = /^(?:_|\[)/;

const isHidden = (symbol) => (ts.getCombinedModifierFlags(symbol.valueDeclaration ?? symbol.declarations?.[0]) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected)) !== 0;
const isClass = (type) => type.symbol !== undefined && (type.symbol.flags & ts.SymbolFlags.Class) !== 0;

/**
 * @param {import('./sdks.mjs').Sdk} sdk
 * @returns {{ path: string[], samples: unknown[] }[]} in the order of the types
 */
export function methodsOf(sdk) {
  const found = [];
  walk(types[SDKS.indexOf(sdk)], [], []);
  return found;

  function walk(type, path, above) {
    for (const symbol of checker.getPropertiesOfType(type)) {
      if (INNER.test(symbol.name) || symbol.declarations === undefined || isHidden(symbol)) continue;
      const member = checker.getNonNullableType(checker.getTypeOfSymbol(symbol));
      const [signature] = checker.getSignaturesOfType(member, ts.SignatureKind.Call);
      const inner = [...path, symbol.name];
      if (signature !== undefined && path.length > 0) found.push({ path: inner, samples: sdk.samples[inner.join('.')] ?? samplesFor(signature, inner, sdk) });
      else if (isClass(member) && path.length < MAX_DEPTH && !above.includes(member)) walk(member, inner, [...above, member]);
    }
  }
}

function samplesFor(signature, path, sdk) {
  const required = signature.parameters.filter((parameter) => !isOptional(parameter));
  return required.map((parameter) => sample(checker.getTypeOfSymbol(parameter), parameter.name, path, sdk, 0));
}

const isOptional = (symbol) => (symbol.flags & ts.SymbolFlags.Optional) !== 0 || (symbol.valueDeclaration?.questionToken ?? symbol.valueDeclaration?.initializer) !== undefined;

function modelFor(path, { models }) {
  const resource = path.slice(0, -1).join('.');
  const [, model] = Object.entries(models).filter(([begin]) => resource.startsWith(begin)).sort(([a], [b]) => b.length - a.length)[0];
  return model;
}

/** A value of a type, as small as it goes. */
function sample(type, name, path, sdk, depth) {
  const plain = checker.getNonNullableType(type);
  if (/^(?:BlobLike|Blob|File|Uploadable|FileLike)$/.test(nameOf(plain)) || name === 'file') return new File(['bytes'], 'a.txt', { type: 'text/plain' });
  if (name === 'contents' || name === 'input') return 'Hi';
  if (plain.isUnion()) {
    const chosen = plain.types.find((part) => part.isStringLiteral()) ?? plain.types.find((part) => part.flags & ts.TypeFlags.StringLike) ?? plain.types[0];
    return sample(chosen, name, path, sdk, depth);
  }
  if (plain.isStringLiteral() || plain.isNumberLiteral()) return /model$/i.test(name) ? modelFor(path, sdk) : plain.value;
  if (plain.flags & ts.TypeFlags.StringLike || plain.isIntersection()) {
    if (/^model(?:_?id)?$/i.test(name)) return modelFor(path, sdk);
    return sdk.texts[`${path[0]} ${name}`] ?? 'abc';
  }
  if (plain.flags & ts.TypeFlags.NumberLike) return 1;
  if (plain.flags & ts.TypeFlags.BooleanLike) return false;
  if (checker.isArrayType(plain) || checker.isTupleType(plain)) {
    const [element] = checker.getTypeArguments(plain);
    return element === undefined || depth >= SAMPLE_DEPTH ? [] : [sample(element, name, path, sdk, depth + 1)];
  }
  if (!(plain.flags & ts.TypeFlags.Object) || depth >= SAMPLE_DEPTH) return {};
  const members = checker.getPropertiesOfType(plain).filter((symbol) => !isOptional(symbol) && symbol.declarations !== undefined && symbol.valueDeclaration?.kind !== ts.SyntaxKind.MethodSignature);
  return Object.fromEntries(members.map((symbol) => [symbol.name, sample(checker.getTypeOfSymbol(symbol), symbol.name, path, sdk, depth + 1)]));
}
