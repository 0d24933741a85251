/**
 * No plain key, envelope or typed secret in a logger call, an error message, a template string or job data. Finds them
 * by the brands of libs/contracts/src/secrets.ts, so it needs type information. What it can't see, and what to write
 * instead: docs/security/secrets-as-types.md.
 */
import typescript from 'typescript';

const { TypeFlags } = typescript;
const PAGE = 'docs/security/secrets-as-types.md';

/** The unique symbol and the interface of the brand, as libs/contracts/src/secrets.ts names them. */
const BRAND_PROPERTY = '__@secretKind@';
const BRAND_INTERFACE = 'Branded';

const SECRETS = new Set(['plain key', 'typed secret', 'request envelope', 'job envelope']);
/** Job data may hold envelopes that were sealed for the job. */
const NOT_FOR_JOBS = new Set([...SECRETS].filter((kind) => kind !== 'job envelope'));

const LOG_METHODS = new Set(['trace', 'debug', 'verbose', 'info', 'log', 'warn', 'error', 'fatal', 'child', 'assign', 'setBindings']);
const LOGGER_TYPE = /(Logger|LoggerService|Console)$/;
const LOGGER_NAME = /(^|[.#])(logger|log|console)$/i;
/** Pino's type of each of its methods. */
const LOG_FUNCTION_TYPE = /^LogFn$/;
const INDIRECT = new Set(['call', 'apply', 'bind']);
const JOB_METHODS = new Set(['add', 'addBulk', 'updateData', 'updateProgress', 'log']);
const JOB_TYPE = /(Queue|^FlowProducer|^Job)$/;

/** How deep an object is looked into for a secret. */
const MAX_DEPTH = 4;

/** Types that can't carry a secret's characters. */
const PLAIN = TypeFlags.NumberLike | TypeFlags.BooleanLike | TypeFlags.Undefined | TypeFlags.Null | TypeFlags.Void | TypeFlags.Never;

/** @param {import('typescript').Type} type */
function kindOf(type) {
  if (type.isUnionOrIntersection()) return type.types.map(kindOf).find((kind) => kind !== undefined);
  if (type.symbol?.name !== BRAND_INTERFACE) return undefined;
  const isBrand = type.getProperties().some(({ escapedName }) => String(escapedName).startsWith(BRAND_PROPERTY));
  return isBrand ? type.typeArguments?.[0]?.value : undefined;
}

function isOwnCode(symbol) {
  const file = symbol.valueDeclaration?.getSourceFile().fileName;
  return file !== undefined && !file.includes('/node_modules/');
}

/** @returns {import('eslint').Rule.RuleModule} */
export default {
  meta: {
    type: 'problem',
    docs: { description: 'No plain key, envelope or typed secret in logs, errors, texts and job data.', url: PAGE },
    messages: { secret: `A {{kind}} in {{where}}. Say whose or of which provider it is instead. See ${PAGE}.` },
    schema: [],
  },
  create(context) {
    const { program, getTypeAtLocation } = context.sourceCode.parserServices;
    if (program === undefined || program === null) throw new Error('no-secret-in-text needs type information.');
    const checker = program.getTypeChecker();

    /** The kind of the secret that a value of this type is or holds. */
    function secretIn(type, kinds, depth = 0, seen = new Set()) {
      const own = kindOf(type);
      if (own !== undefined) return kinds.has(own) ? own : undefined;
      if (depth === MAX_DEPTH || seen.has(type)) return undefined;
      seen.add(type);
      const inside = (part) => secretIn(part, kinds, depth + 1, seen);
      if (type.isUnionOrIntersection()) return firstOf(type.types, (part) => secretIn(part, kinds, depth, seen));
      if ((type.flags & TypeFlags.Object) === 0) return undefined;
      return (
        firstOf(checker.getTypeArguments(type), inside) ??
        firstOf(checker.getIndexInfosOfType(type), (info) => inside(info.type)) ??
        firstOf(type.getProperties().filter(isVisibleField), (property) => inside(checker.getTypeOfSymbol(property)))
      );
    }

    function isVisibleField(symbol) {
      return !String(symbol.escapedName).startsWith('__#') && isOwnCode(symbol);
    }

    const typeOf = (node) => getTypeAtLocation(node);

    function isPlain(type) {
      return type.isUnion() ? type.types.every(isPlain) : (type.flags & PLAIN) !== 0;
    }

    /** The parts of an expression whose values end in its own; undefined for one that is looked at as a whole. */
    function partsOf(node) {
      switch (node.type) {
        case 'ObjectExpression':
          return node.properties.map((property) => property.value ?? property.argument);
        case 'ArrayExpression':
          return node.elements.filter((element) => element !== null);
        case 'SpreadElement':
        case 'AwaitExpression':
          return [node.argument];
        case 'ConditionalExpression':
          return [node.consequent, node.alternate];
        case 'LogicalExpression':
          return [node.left, node.right];
        case 'SequenceExpression':
          return [node.expressions.at(-1)];
        case 'TSAsExpression':
        case 'TSSatisfiesExpression':
        case 'TSNonNullExpression':
        case 'TSTypeAssertion':
        case 'ChainExpression':
          return [node.expression];
        // Both are looked at by themselves, wherever they stand.
        case 'TemplateLiteral':
        case 'BinaryExpression':
        // What they do when they are called is no part of this text.
        case 'ArrowFunctionExpression':
        case 'FunctionExpression':
          return [];
        default:
          return undefined;
      }
    }

    /** Reports what of `node` would put a secret of these kinds there. */
    function check(node, where, kinds = SECRETS) {
      const parts = partsOf(node);
      if (parts !== undefined) return parts.forEach((part) => check(part, where, kinds));
      const type = typeOf(node);
      const kind = secretIn(type, kinds);
      if (kind !== undefined) return context.report({ node, messageId: 'secret', data: { kind, where } });
      // A text made of a secret by a call holds it in another form, such as `String(key)` or `key.slice(1)`.
      if ((node.type !== 'CallExpression' && node.type !== 'NewExpression') || isPlain(type)) return;
      for (const argument of node.arguments) check(argument, where, kinds);
      if (node.callee.type === 'MemberExpression') check(node.callee.object, where, kinds);
    }

    /** The names of a type and of what it extends or consists of. */
    function namesOf(type) {
      if (type.isUnionOrIntersection()) return [type.aliasSymbol?.name ?? '', ...type.types.flatMap(namesOf)];
      const bases = type.isClassOrInterface() ? checker.getBaseTypes(type).flatMap(namesOf) : [];
      return [type.aliasSymbol?.name ?? '', type.symbol?.name ?? '', ...bases];
    }

    /** The name of a member, of a destructured property or of a key; undefined for one that only the run decides. */
    function nameOf(key, isComputed) {
      if (!isComputed) return key.name ?? (typeof key.value === 'string' ? key.value : undefined);
      const type = typeOf(key);
      return type.isStringLiteral() ? type.value : undefined;
    }

    /** What a function of this name, of this owner, does with its arguments. A name that only the run decides may be any. */
    function sinkOf(name, owner, text = '') {
      const isOneOf = (names) => name === undefined || names.has(name);
      if (isOneOf(LOG_METHODS) && (LOGGER_NAME.test(text) || owner.some((one) => LOGGER_TYPE.test(one)))) return ['a logger call', SECRETS];
      if (isOneOf(JOB_METHODS) && owner.some((one) => JOB_TYPE.test(one))) return ['job data', NOT_FOR_JOBS];
      return undefined;
    }

    function sinkOfMember({ object, property, computed }) {
      return sinkOf(nameOf(property, computed), namesOf(typeOf(object)), context.sourceCode.getText(object));
    }

    /** By the declaration of its type: a method keeps it wherever it is handed. */
    function sinkOfType(type) {
      if (type.isUnion()) return firstOf(type.types, sinkOfType);
      if (type.symbol === undefined) return undefined;
      if (LOG_FUNCTION_TYPE.test(type.symbol.name)) return ['a logger call', SECRETS];
      const owner = type.symbol.declarations?.[0]?.parent?.name?.text;
      return owner === undefined ? undefined : sinkOf(type.symbol.name, [owner]);
    }

    /** By what a constant was made of, which finds a method that is bound or of a logger without types. */
    function sinkOfVariable(node, seen) {
      const variable = firstOf(scopesOf(node), (scope) => scope.set.get(node.name));
      const definition = variable?.defs[0]?.node;
      if (seen.has(variable) || definition?.type !== 'VariableDeclarator' || definition.init === null) return undefined;
      seen.add(variable);
      if (definition.id.type === 'Identifier') return sinkOfFunction(definition.init, seen);
      const taken = definition.id.properties?.find(({ value }) => (value?.left ?? value)?.name === node.name);
      if (taken === undefined) return undefined;
      return sinkOf(nameOf(taken.key, taken.computed), namesOf(typeOf(definition.init)), context.sourceCode.getText(definition.init));
    }

    function scopesOf(node) {
      const scopes = [];
      for (let scope = context.sourceCode.getScope(node); scope !== null; scope = scope.upper) scopes.push(scope);
      return scopes;
    }

    /** What a function does with its arguments, whichever way it is named; undefined when it is no sink. */
    function sinkOfFunction(node, seen = new Set()) {
      const parts = node.type === 'ObjectExpression' || node.type === 'ArrayExpression' ? undefined : partsOf(node);
      if (parts !== undefined && parts.length > 0) return firstOf(parts, (part) => sinkOfFunction(part, seen));
      if (node.type === 'MemberExpression') return sinkOfMember(node) ?? (isIndirect(node) ? sinkOfFunction(node.object, seen) : sinkOfType(typeOf(node)));
      if (node.type === 'CallExpression') return isIndirect(node.callee) ? sinkOfFunction(node.callee.object, seen) : sinkOfType(typeOf(node));
      return node.type === 'Identifier' ? (sinkOfType(typeOf(node)) ?? sinkOfVariable(node, seen)) : undefined;
    }

    /** `call`, `apply` and `bind` of a function, which take its arguments behind another or in a list. */
    function isIndirect(callee) {
      return callee.type === 'MemberExpression' && INDIRECT.has(nameOf(callee.property, callee.computed));
    }

    /** What a callback of this place is called with holds a secret: then it may be no function that writes it down. */
    function checkCallback(node) {
      const sink = ['Identifier', 'MemberExpression', 'ChainExpression', 'CallExpression'].includes(node.type) ? sinkOfFunction(node) : undefined;
      if (sink === undefined) return;
      const [where, kinds] = sink;
      const expected = checker.getContextualType(context.sourceCode.parserServices.esTreeNodeToTSNodeMap.get(node));
      const given = (expected?.getCallSignatures() ?? []).flatMap(({ parameters }) => parameters.map((parameter) => checker.getTypeOfSymbol(parameter)));
      const kind = firstOf(given, (type) => secretIn(type, kinds));
      if (kind !== undefined) context.report({ node, messageId: 'secret', data: { kind, where } });
    }

    function isError(node) {
      return /(Error|Exception)$/.test(context.sourceCode.getText(node.callee)) || namesOf(typeOf(node)).includes('Error');
    }

    return {
      CallExpression(node) {
        const sink = sinkOfFunction(node.callee);
        for (const argument of node.arguments) checkCallback(argument);
        if (sink !== undefined) for (const argument of node.arguments) check(argument, ...sink);
        else if (node.callee.type === 'Identifier' && isError(node)) for (const argument of node.arguments) check(argument, 'an error');
      },
      NewExpression(node) {
        if (isError(node)) for (const argument of node.arguments) check(argument, 'an error');
      },
      'AssignmentExpression[left.type="MemberExpression"]'({ left, right }) {
        if (nameOf(left.property, left.computed) === 'message') check(right, 'an error');
      },
      TemplateLiteral(node) {
        for (const expression of node.expressions) check(expression, 'a template string');
      },
      'BinaryExpression[operator="+"]'(node) {
        for (const side of [node.left, node.right]) if (side.type !== 'PrivateIdentifier') check(side, 'a concatenated text');
      },
      'AssignmentExpression[operator="+="]'(node) {
        check(node.right, 'a concatenated text');
      },
    };
  },
};

function firstOf(items, look) {
  for (const item of items) {
    const found = look(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
