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
    const stored = storedIn(read(route, decisionsOf(onlyStored(all), route)));
    routes[route] = { fields, leftOut, stored, ...(all.set?.[route] && { set: all.set[route] }), ...(all.outputMaximum?.[route] && { outputMaximum: all.outputMaximum[route] }), ...(all.alwaysSetsMaximum?.includes(route) && { alwaysSetsMaximum: true }) };
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

const RULES_OF_STORED = /~(?:no-reference|public-url|public-result|by-id)$/;

/** Decisions that leave out what stores or reads something stored, also within what is left out for another reason. */
function onlyStored(all) {
  const keeps = ([, reason]) => all.storing.includes(reason);
  return { ...all, leftOut: Object.fromEntries(Object.entries(all.leftOut).map(([route, group]) => [route, Object.fromEntries(Object.entries(group).filter(keeps))])) };
}

/** @returns {string[]} places in the form of a list's fields: where anything but `null`, that value, or what the rule finds, is bound to one account */
function storedIn({ fields, leftOut }) {
  const rules = fields.filter((field) => RULES_OF_STORED.test(field)).map((field) => field.replace('.*~', '~'));
  const flags = new Set(fields.filter((field) => field.endsWith('=false')).map((field) => field.replace('=false', '')));
  return [...rules, ...Object.keys(leftOut).map((path) => (flags.has(path) ? `${path}=true` : path))].sort();
}

/** What the provider documents and its SDK's types lack. */
function add(routes, route, added) {
  const { fields, leftOut, stored } = routes[route];
  for (const entry of added) {
    if (typeof entry === 'string') {
      fields.push(entry);
    } else {
      const prefixed = (name) => `${entry.field}.${name}`;
      fields.push(entry.field, ...routes[entry.like].fields.map(prefixed));
      stored.push(...routes[entry.like].stored.map(prefixed));
      Object.assign(leftOut, Object.fromEntries(Object.entries(routes[entry.like].leftOut).map(([name, reason]) => [prefixed(name), reason])));
    }
  }
  fields.sort();
}

function inside({ fields, leftOut, stored }, within) {
  const begin = `${within}.`;
  const stripped = (name) => name.slice(begin.length);
  const strippedOf = (names) => names.filter((name) => name.startsWith(begin)).map(stripped);
  return {
    fields: strippedOf(fields),
    stored: strippedOf(stored),
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
