/** Reads out of an SDK's type declarations what its requests can hold. */
import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** A name may stand in a namespace: `Interactions.Params`. */
const importOf = (module, [first, ...rest], index) =>
  `import type { ${first} as T${index} } from '${module}';\nexport type W${index} = ${[`T${index}`, ...rest].join('.')};`;

/** Type checker over a file that imports the wanted types. */
export function loadTypes(root, imports) {
  const file = `${root}/platform-fields.virtual.mts`;
  const text = imports.map(([module, name], index) => importOf(module, name.split('.'), index)).join('\n');
  const options = { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, target: ts.ScriptTarget.ES2024, strict: true, skipLibCheck: true, noEmit: true, types: [] };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (name) => name === file || fileExists.call(host, name);
  host.readFile = (name) => (name === file ? text : readFile.call(host, name));
  host.getSourceFile = (name, ...rest) => (name === file ? ts.createSourceFile(name, text, options.target) : getSourceFile.call(host, name, ...rest));
  const program = ts.createProgram([file], options, host);
  const checker = program.getTypeChecker();
  const exports = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)));
  const types = imports.map((_, index) => checker.getDeclaredTypeOfSymbol(exports.find(({ name }) => name === `W${index}`)));
  for (const [index, type] of types.entries()) {
    if (type.flags & ts.TypeFlags.Any) throw new Error(`${imports[index].join(': ')} is not among the SDK's types.`);
  }
  return { checker, types };
}

export const versionOf = (name) => JSON.parse(readFileSync(new URL(`../../node_modules/${name}/package.json`, import.meta.url), 'utf8')).version;

const isScalar = (type) =>
  Boolean(type.flags & (ts.TypeFlags.StringLike | ts.TypeFlags.NumberLike | ts.TypeFlags.BooleanLike | ts.TypeFlags.BigIntLike | ts.TypeFlags.EnumLike));
const isNothing = (type) => Boolean(type.flags & (ts.TypeFlags.Undefined | ts.TypeFlags.Null | ts.TypeFlags.Void | ts.TypeFlags.Never));

/** Types whose values stay in the SDK. */
const NOT_SENT = /^(?:AbortSignal|HttpOptions|CallableTool)$/;

/**
 * A type in parts: what it is when it is no list and no union.
 * @returns {{ open: boolean, scalar: boolean, literals: string[] | undefined, objects: ts.Type[] }}
 */
export function partsOf(checker, type) {
  const found = { open: false, scalar: false, literals: /** @type {string[] | undefined} */ ([]), objects: [] };
  const visit = (part) => {
    if (isNothing(part)) return;
    if (part.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.NonPrimitive)) {
      found.open = true;
    } else if (part.isUnion()) {
      part.types.forEach(visit);
    } else if (isScalar(part) || (part.isIntersection() && part.types.some(isScalar))) {
      found.scalar = true;
      if (part.isStringLiteral()) found.literals?.push(part.value);
      else found.literals = undefined;
    } else if (checker.isArrayType(part) || checker.isTupleType(part)) {
      checker.getTypeArguments(part).forEach(visit);
    } else if (NOT_SENT.test(nameOf(part))) {
      // stays in the SDK
    } else if (iterated(part) !== undefined) {
      visit(iterated(part));
    } else {
      found.objects.push(part);
    }
  };
  const iterated = (part) => (nameOf(part) === 'Iterable' ? checker.getTypeArguments(part)[0] : undefined);
  visit(type);
  return found;
}

export const nameOf = (type) => type.aliasSymbol?.name ?? type.symbol?.name ?? '';

/** The members of an object type: name and type, without methods. An index signature is the member `*`. */
export function membersOf(checker, type) {
  const members = [];
  const index = checker.getIndexInfoOfType(type, ts.IndexKind.String);
  if (index !== undefined) members.push(['*', index.type]);
  for (const property of checker.getPropertiesOfType(type)) {
    const propertyType = checker.getTypeOfSymbol(property);
    if (checker.getSignaturesOfType(propertyType, ts.SignatureKind.Call).length > 0) continue;
    members.push([property.name, propertyType]);
  }
  return members;
}
