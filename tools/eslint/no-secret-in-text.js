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

    /** What a call of this method on this object does with its arguments. */
    function sinkOf({ object, property }) {
      if (LOG_METHODS.has(property.name) && (LOGGER_NAME.test(context.sourceCode.getText(object)) || namesOf(typeOf(object)).some((name) => LOGGER_TYPE.test(name)))) {
        return ['a logger call', SECRETS];
      }
      if (JOB_METHODS.has(property.name) && namesOf(typeOf(object)).some((name) => JOB_TYPE.test(name))) return ['job data', NOT_FOR_JOBS];
      return undefined;
    }

    function isError(node) {
      return /(Error|Exception)$/.test(context.sourceCode.getText(node.callee)) || namesOf(typeOf(node)).includes('Error');
    }

    return {
      CallExpression(node) {
        const sink = node.callee.type === 'MemberExpression' ? sinkOf(node.callee) : undefined;
        if (sink !== undefined) for (const argument of node.arguments) check(argument, ...sink);
        else if (node.callee.type === 'Identifier' && isError(node)) for (const argument of node.arguments) check(argument, 'an error');
      },
      NewExpression(node) {
        if (isError(node)) for (const argument of node.arguments) check(argument, 'an error');
      },
      'AssignmentExpression[left.type="MemberExpression"][left.property.name="message"]'(node) {
        check(node.right, 'an error');
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
