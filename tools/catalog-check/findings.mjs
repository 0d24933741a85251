const SOON_DAYS = 60;
const DAY_MS = 86_400_000;

const when = (days) => (days === 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${days} days`);
const daysUntil = (date, today) => Math.round((Date.parse(date) - Date.parse(today)) / DAY_MS);

/** Whether a model of the catalog has this id, or takes it for one of its dated versions. */
const takes = ({ id, patterns = [] }, name) => id === name || patterns.some((pattern) => new RegExp(pattern).test(name));

const knows = (models, name) => models.some((model) => takes(model, name));

/**
 * What is worth knowing about one provider's models, one line each.
 * @param models of the catalog  @param today `2026-11-29`
 * @param sdk  @param list both `{ ids, ends }`; `list` may be undefined, or `{ problem }`
 */
export function findings({ models, today, sdk, list }) {
  return [
    ...models.flatMap((model) => lifeOf(model, today)),
    ...differing(models, sdk, "the SDK's types"),
    ...missing(models, [...sdk.ids].filter((id) => !(today > (sdk.ends.get(id) ?? '9999'))), "named in the SDK's types"),
    ...(list === undefined ? [] : list.problem === undefined ? listFindings(models, list, today) : [`list: ${list.problem}`]),
  ];
}

function lifeOf({ id, availableFrom, shutdownDate, shutdownDateSecondHand, replacedBy }, today) {
  if (availableFrom !== undefined && today < availableFrom) return [`to come: ${id} from ${availableFrom}`];
  if (shutdownDate === undefined) return [];
  const more = (replacedBy === undefined ? '' : `, then ${replacedBy}`) + (shutdownDateSecondHand === true ? ' (second-hand)' : '');
  const days = daysUntil(shutdownDate, today);
  if (days < 0) return [`dead: ${id} since ${shutdownDate}${more}`];
  return days <= SOON_DAYS ? [`dying: ${id} on ${shutdownDate}, ${when(days)}${more}`] : [];
}

function differing(models, { ends }, where) {
  return models.flatMap(({ id, shutdownDate }) => {
    const announced = ends.get(id);
    if (announced === undefined || announced === shutdownDate) return [];
    return [`date: ${id} stops on ${announced} by ${where}, ${shutdownDate === undefined ? 'the catalog has no date' : `on ${shutdownDate} by the catalog`}`];
  });
}

function missing(models, ids, where) {
  const unknown = ids.filter((id) => !knows(models, id)).sort();
  return unknown.map((id) => `missing: ${id}, ${where}`);
}

function listFindings(models, list, today) {
  const alive = models.filter(({ availableFrom, shutdownDate }) => !(today < (availableFrom ?? '')) && !(today > (shutdownDate ?? '9999')));
  const unlisted = alive.filter((model) => ![...list.ids].some((id) => takes(model, id)));
  return [
    ...differing(models, list, "the provider's list"),
    ...missing(models, [...list.ids], 'listed by the provider'),
    ...unlisted.map(({ id }) => `not listed by the provider for this key: ${id}`),
  ];
}
