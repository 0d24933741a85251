/**
 * Who may import whom inside a program whose folders are rooms (docs/architecture.md, "Rooms of the backend"). Unlike
 * the rules of plug-ins it sees imports of types too: a circle of types is one of thought.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const WHY = 'See docs/architecture.md, "Rooms of the backend".';

const SPECIFIER = /(?:\bfrom|\bimport)\s*\(?\s*['"](\.{1,2}\/[^'"]+)['"]/g;

/** The source file behind a relative specifier. */
const sourceOf = (file, specifier) => resolve(dirname(file), specifier.replace(/\.js$/, '.ts'));

const importsIn = (file, text) => [...text.matchAll(SPECIFIER)].map(([, specifier]) => sourceOf(file, specifier));

const graphs = new Map();

/** What each file below `root` imports, read once per run. */
function graphOf(root) {
  let graph = graphs.get(root);
  if (graph === undefined) {
    const names = existsSync(root) ? readdirSync(root, { recursive: true, encoding: 'utf8' }) : [];
    const files = names.filter((name) => name.endsWith('.ts')).map((name) => join(root, name));
    graph = new Map(files.map((file) => [file, importsIn(file, readFileSync(file, 'utf8'))]));
    graphs.set(root, graph);
  }
  return graph;
}

/** The same with one file as it is being linted, which may differ from what lies on the disk. */
const graphWith = (root, file, text) => new Map(graphOf(root)).set(file, importsIn(file, text));

/** The shortest way from one file back to another, both included; undefined when there is none. */
function wayBetween(graph, from, to) {
  const before = new Map([[from, undefined]]);
  for (const file of before.keys()) {
    if (file === to) {
      const way = [];
      for (let at = file; at !== undefined; at = before.get(at)) way.unshift(at);
      return way;
    }
    for (const next of graph.get(file) ?? []) if (!before.has(next)) before.set(next, file);
  }
  return undefined;
}

/** Calls back with each literal specifier of a file and its node. */
function forEachSpecifier(report) {
  const visit = (node) => {
    const source = node.source ?? node.argument?.literal ?? node.argument;
    if (typeof source?.value === 'string' && source.value.startsWith('.')) report(source.value, source);
  };
  return { ImportDeclaration: visit, ExportNamedDeclaration: visit, ExportAllDeclaration: visit, ImportExpression: visit, TSImportType: visit };
}

const rootOption = { type: 'object', properties: { root: { type: 'string' }, order: { type: 'array', items: { type: 'string' } } }, additionalProperties: false };

/** Rooms import those that stand before them, through their `index.ts`. */
const order = {
  meta: {
    type: 'problem',
    schema: [rootOption],
    messages: {
      unknown: `The room {{room}} is in no order: give it a place in tools/eslint/rooms.js, behind what it imports. ${WHY}`,
      order: `{{from}} may not import {{to}}, which stands behind it: together they would be a circle. ${WHY}`,
      barrel: `Enter the room {{to}} through {{to}}/index.js. ${WHY}`,
      own: `Inside a room import the file itself, not the room's index.js. ${WHY}`,
    },
  },
  create(context) {
    const [{ root, order: rooms }] = context.options;
    const placeOf = (file) => {
      const parts = relative(root, file).split(sep);
      return parts[0] === '..' ? undefined : { room: parts.length > 1 ? parts[0] : undefined, isBarrel: parts.length === 2 && parts[1] === 'index.ts' };
    };
    const from = placeOf(context.filename);
    if (from === undefined) return {};
    return forEachSpecifier((specifier, node) => {
      const to = placeOf(sourceOf(context.filename, specifier));
      if (to?.room === undefined) return;
      if (to.room === from.room) {
        if (to.isBarrel) context.report({ node, messageId: 'own' });
        return;
      }
      if (!to.isBarrel) context.report({ node, messageId: 'barrel', data: { to: to.room } });
      const strangers = [from.room, to.room].filter((room) => room !== undefined && !rooms.includes(room));
      for (const room of strangers) context.report({ node, messageId: 'unknown', data: { room } });
      if (strangers.length === 0 && from.room !== undefined && rooms.indexOf(to.room) > rooms.indexOf(from.room)) {
        context.report({ node, messageId: 'order', data: { from: from.room, to: to.room } });
      }
    });
  },
};

/** No file imports one that leads back to it. */
const noCircle = {
  meta: { type: 'problem', schema: [rootOption], messages: { circle: `This import closes a circle: {{way}}. Move what both need into a file of its own. ${WHY}` } },
  create(context) {
    const [{ root }] = context.options;
    const self = context.filename;
    const graph = graphWith(root, self, context.sourceCode.text);
    return forEachSpecifier((specifier, node) => {
      const way = wayBetween(graph, sourceOf(self, specifier), self);
      if (way === undefined) return;
      context.report({ node, messageId: 'circle', data: { way: [self, ...way].map((file) => relative(root, file)).join(' → ') } });
    });
  },
};

/** The folder of a room that a file is in, `gateway/openai`; undefined for the room's own files, which put its folders together. */
function folderOf(root, file) {
  const parts = relative(root, file).split(sep);
  return parts[0] === '..' || parts.length < 3 ? undefined : parts.slice(0, 2).join('/');
}

/** Which folders of its room each folder imports. */
function foldersOf(root, graph) {
  const folders = new Map();
  for (const [file, imported] of graph) {
    const from = folderOf(root, file);
    if (from === undefined || file.endsWith('.spec.ts')) continue;
    const others = imported.map((other) => folderOf(root, other)).filter((to) => to !== undefined && to !== from && dirname(to) === dirname(from));
    folders.set(from, [...(folders.get(from) ?? []), ...others]);
  }
  return folders;
}

/** No folder of a room imports another that leads back to it. */
const noFolderCircle = {
  meta: { type: 'problem', schema: [rootOption], messages: { circle: `This import closes a circle of folders: {{way}}. Move what both need into one of them, or into a folder of its own. ${WHY}` } },
  create(context) {
    const [{ root }] = context.options;
    const self = context.filename;
    const from = folderOf(root, self);
    if (from === undefined || self.endsWith('.spec.ts')) return {};
    const folders = foldersOf(root, graphWith(root, self, context.sourceCode.text));
    return forEachSpecifier((specifier, node) => {
      const to = folderOf(root, sourceOf(self, specifier));
      if (to === undefined || to === from || dirname(to) !== dirname(from)) return;
      const way = wayBetween(folders, to, from);
      if (way !== undefined) context.report({ node, messageId: 'circle', data: { way: [from, ...way].join(' → ') } });
    });
  },
};

export const roomRules = { rules: { order, 'no-circle': noCircle, 'no-folder-circle': noFolderCircle } };

const BACKEND = fileURLToPath(new URL('../../backend/src', import.meta.url));

/** The rooms of the backend: each may import those before it, and none of those behind it. */
const BACKEND_ROOMS = [
  // Plain means without the application.
  'config',
  'model-text',
  'transcripts',
  'watchdog',
  // Who calls, and what is kept.
  'validation',
  'access',
  'database',
  'switches',
  // What this platform gives to the module that opens keys.
  'byok-host',
  'prometheus',
  'http',
  // Accounts, and what is kept of each.
  'users',
  'auth',
  'catalog',
  'usage',
  'platform-keys',
  'account-data',
  'receipts',
  'budgets',
  'spending',
  'metrics',
  'uploads',
  'multipart',
  // Calls and jobs.
  'gateway',
  'jobs',
  'courses',
  // What tells of the application.
  'docs',
  'health',
];

const NESTJS_BYOK = fileURLToPath(new URL('../../libs/nestjs-byok/src', import.meta.url));

export const backendRooms = [
  {
    files: ['backend/src/**/*.ts'],
    plugins: { rooms: roomRules },
    rules: {
      'rooms/order': ['error', { root: BACKEND, order: BACKEND_ROOMS }],
      'rooms/no-circle': ['error', { root: BACKEND }],
      'rooms/no-folder-circle': ['error', { root: BACKEND }],
    },
  },
  { files: ['libs/nestjs-byok/src/**/*.ts'], plugins: { rooms: roomRules }, rules: { 'rooms/no-circle': ['error', { root: NESTJS_BYOK }] } },
];
