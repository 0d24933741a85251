/**
 * Where Google's SDK puts what it is given: its converters, read as the regular code that they are. What its types
 * call `config.temperature` goes out as `generationConfig.temperature`, `config.tools` as `tools`; for some fields
 * the converter throws, since this API lacks them.
 */
import { readFileSync } from 'node:fs';
import ts from 'typescript';

/** @typedef {{ to: string[] | undefined, parent: boolean, converter: string | undefined }} Placement */

const called = (node) => (ts.isCallExpression(node) && ts.isIdentifier(node.expression) ? node.expression.text : undefined);
const pathIn = (node) => (node !== undefined && ts.isArrayLiteralExpression(node) ? node.elements.map((element) => element.text) : undefined);

export function readConverters(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true, ts.ScriptKind.JS);
  const functions = new Map();
  for (const statement of source.statements) {
    if (ts.isFunctionDeclaration(statement) && statement.name !== undefined) functions.set(statement.name.text, statement);
  }
  return (name) => placementsOf(functions.get(name) ?? fail(name));
}

function fail(name) {
  throw new Error(`Google's SDK has no converter ${name} any more: see tools/platform-fields/gemini-wire.mjs.`);
}

/** @returns {Map<string, Placement[]>} by the name of the field that is read; absent names are not sent */
function placementsOf(declaration) {
  const byVariable = new Map();
  const placements = new Map();
  const converterIn = (node) => {
    let found;
    const visit = (child) => {
      const name = called(child);
      if (name !== undefined && /ToMldev(?:\$\d+)?$/.test(name)) found ??= name;
      ts.forEachChild(child, visit);
    };
    visit(node);
    return found;
  };
  const add = (field, placement) => placements.set(field, [...(placements.get(field) ?? []), placement]);
  const visit = (node) => {
    if (ts.isVariableDeclaration(node) && node.initializer !== undefined) {
      const path = called(node.initializer) === 'getValueByPath' ? pathIn(node.initializer.arguments[1]) : undefined;
      if (path !== undefined) byVariable.set(node.name.text, { field: path.join('.'), converter: undefined });
    }
    if (ts.isIfStatement(node)) {
      const variable = /\b(from\w+) (?:!= null|!== undefined)/.exec(node.expression.getText())?.[1];
      const read = variable === undefined ? undefined : byVariable.get(variable);
      if (read !== undefined) {
        const converter = converterIn(node.thenStatement);
        let placed = false;
        const inner = (child) => {
          if (called(child) === 'setValueByPath') {
            placed = true;
            add(read.field, { to: pathIn(child.arguments[1]), parent: child.arguments[0].getText() === 'parentObject', converter });
          }
          ts.forEachChild(child, inner);
        };
        inner(node.thenStatement);
        if (!placed && converter !== undefined) add(read.field, { to: undefined, parent: false, converter });
        return;
      }
    }
    ts.forEachChild(node, visit);
  };
  visit(declaration.body);
  return placements;
}
