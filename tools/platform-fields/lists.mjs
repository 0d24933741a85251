/** One provider's lists, as `<provider>.fields.json` keeps them. */
import { decisionsOf } from './decisions.mjs';
import { fieldReader, namesIn } from './read-fields.mjs';
import { versionOf } from './sdk-types.mjs';

/** @returns {object} what `libs/providers/src/<provider>/<provider>.fields.json` holds */
export function listsOf(source, all) {
  const typed = Object.fromEntries(Object.entries(source.routes).filter(([, route]) => 'types' in route));
  const read = fieldReader({ ...source, routes: typed });
  const routes = {};
  for (const route of Object.keys(typed)) {
    const { fields, leftOut } = read(route, decisionsOf(all, route));
    routes[route] = { fields, leftOut, ...(all.set?.[route] && { set: all.set[route] }), ...(all.outputMaximum?.[route] && { outputMaximum: all.outputMaximum[route] }), ...(all.alwaysSetsMaximum?.includes(route) && { alwaysSetsMaximum: true }) };
  }
  for (const [route, added] of Object.entries(all.also ?? {})) add(routes, route, added);
  for (const [route, { like, within, sets = true }] of Object.entries(source.routes)) {
    if (like !== undefined) routes[route] = within === undefined ? { like, ...(!sets && { set: {} }) } : inside(routes[like], within);
  }
  const betas = source.betas && betasOf(source.betas, { ...all.betas, reasons: all.reasons });
  const header = all.betas?.header;
  return {
    madeFrom: `${source.package} ${versionOf(source.package)}`,
    query: all.query,
    ...(all.snakeCase && { snakeCase: true }),
    ...(header && { betas: { header, ...(betas ?? { names: [], leftOut: {} }) } }),
    routes,
  };
}

/** What the provider documents and its SDK's types lack. */
function add(routes, route, added) {
  const { fields, leftOut } = routes[route];
  for (const entry of added) {
    if (typeof entry === 'string') {
      fields.push(entry);
    } else {
      const prefixed = (name) => `${entry.field}.${name}`;
      fields.push(entry.field, ...routes[entry.like].fields.map(prefixed));
      Object.assign(leftOut, Object.fromEntries(Object.entries(routes[entry.like].leftOut).map(([name, reason]) => [prefixed(name), reason])));
    }
  }
  fields.sort();
}

function inside({ fields, leftOut }, within) {
  const begin = `${within}.`;
  const stripped = (name) => name.slice(begin.length);
  return {
    fields: fields.filter((name) => name.startsWith(begin)).map(stripped),
    leftOut: Object.fromEntries(Object.entries(leftOut).filter(([name]) => name.startsWith(begin)).map(([name, reason]) => [stripped(name), reason])),
  };
}

function betasOf(type, { leftOut, reasons, also = [] }) {
  const decisions = decisionsOf({ reasons, leftOut: { '*': leftOut } }, '*');
  const names = [...namesIn(type), ...also].sort();
  return {
    names: names.filter((name) => decisions.reasonFor(name) === undefined),
    leftOut: Object.fromEntries(names.filter((name) => decisions.reasonFor(name) !== undefined).map((name) => [name, decisions.reasonFor(name)])),
  };
}
