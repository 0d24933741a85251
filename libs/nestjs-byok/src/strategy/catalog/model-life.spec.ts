import { clockAt } from '../../clock/index.js';
import { Catalog } from './catalog.js';
import type { CatalogFileModel, UnknownModels } from './catalog-data.js';

const base: Omit<CatalogFileModel, 'id'> = { tier: 0, contextTokens: 8_000, abilities: ['chat'], pricing: { inputRubPerMillion: 1, outputRubPerMillion: 1 } };
const stopping = { ...base, id: 'stopping', shutdownDate: '2027-03-10', replacedBy: 'staying', patterns: ['^stopping-\\d+$'] };
const rumoured = { ...base, id: 'rumoured', shutdownDate: '2027-03-10', shutdownDateSecondHand: true };
const coming = { ...base, id: 'coming', availableFrom: '2027-03-10' };
const staying = { ...base, id: 'staying' };

function on(moment: string, unknownModels: UnknownModels[] = []): Catalog {
  const openai = { id: 'openai' as const, name: 'OpenAI', keyUrl: '', keyHint: '', models: [stopping, rumoured, coming, staying] };
  return new Catalog({ providers: [openai], unknownModels }, clockAt(moment));
}

const idsOn = (moment: string) => on(moment).all().map(({ id }) => id);

describe('a model with days', () => {
  it('is listed on its last day to the end of that day in UTC, and not after it', () => {
    expect(idsOn('2027-03-09T23:59:59Z')).toEqual(['stopping', 'rumoured', 'staying']);
    expect(idsOn('2027-03-10T23:59:59Z')).toEqual(['stopping', 'rumoured', 'coming', 'staying']);
    expect(idsOn('2027-03-11T00:00:00Z')).toEqual(['rumoured', 'coming', 'staying']);
  });

  it.each(['stopping', 'stopping-001', 'openai/stopping'])('is found as %s after it, for the own key alone', (name) => {
    expect(on('2027-03-10').resolve(name)).toMatchObject({ entry: { id: 'stopping' } });
    expect(on('2027-03-10').resolve(name)).not.toHaveProperty('ownKeyOnly');
    expect(on('2027-03-11').resolve(name)).toMatchObject({ entry: { id: 'stopping' }, ownKeyOnly: 'ended' });
  });

  it('leaves every list at once, also of a catalog that has been asked before', () => {
    const clock = clockAt('2027-03-10');
    const catalog = new Catalog({ providers: [{ id: 'openai', name: '', keyUrl: '', keyHint: '', models: [stopping, staying] }] }, clock);
    const lists = () => [catalog.all(), catalog.modelsOf('openai'), catalog.allowedModels('free'), catalog.view('free').providers[0]?.models].map((list) => list?.length);
    expect(lists()).toEqual([2, 2, 2, 2]);
    clock.now = () => Date.parse('2027-03-11');
    expect(lists()).toEqual([1, 1, 1, 1]);
    expect(catalog.ofAllDays()).toHaveLength(2);
  });

  it('that comes later is found for the own key alone until its day', () => {
    expect(on('2027-03-09').resolve('coming')).toMatchObject({ ownKeyOnly: 'upcoming' });
    expect(on('2027-03-10').resolve('coming')).not.toHaveProperty('ownKeyOnly');
  });

  it('keeps its place when the date is second-hand, and is only marked', () => {
    expect(on('2028-01-01').resolve('rumoured')).not.toHaveProperty('ownKeyOnly');
    expect(idsOn('2028-01-01')).toContain('rumoured');
    expect(on('2028-01-01').sunsetOf(entryOf('rumoured'))).toBe('2027-03-10');
  });

  it('is marked from 60 days before its last day on', () => {
    const viewed = (moment: string) => on(moment).view('free').providers[0]?.models.find(({ id }) => id === 'stopping');
    expect(viewed('2027-01-08')).toMatchObject({ shutdownDate: '2027-03-10', replacedBy: 'staying' });
    expect(viewed('2027-01-08')).not.toHaveProperty('stopsSoon');
    expect(viewed('2027-01-09')).toMatchObject({ stopsSoon: true });
    expect(on('2027-01-08').sunsetOf(entryOf('stopping'))).toBeUndefined();
    expect(on('2027-01-09').sunsetOf(entryOf('stopping'))).toBe('2027-03-10; staying');
    expect(on('2027-06-01').sunsetOf(entryOf('stopping'))).toBe('2027-03-10; staying');
    expect(on('2027-06-01').sunsetOf(entryOf('staying'))).toBeUndefined();
  });
});

describe('ids that the catalog lacks', () => {
  const patterns: UnknownModels[] = [
    { provider: 'openai', pattern: '^ft:[\\w.:-]+$' },
    { provider: 'gemini', pattern: '^gemini-.*$', tier: 2 },
    { provider: 'openai', pattern: '^stopping-.*$', tier: 0 },
  ];
  const catalog = on('2027-03-11', patterns);

  it('are found where a pattern admits them, for the own key alone, at the highest tier unless it says otherwise', () => {
    expect(catalog.resolve('ft:gpt-6-luna:acme::a1')).toMatchObject({ entry: { provider: 'openai', tier: 3, pricing: undefined }, upstreamModel: 'ft:gpt-6-luna:acme::a1', ownKeyOnly: 'unlisted' });
    expect(catalog.resolve('openai/ft:gpt-6-luna:acme::a1')).toMatchObject({ upstreamModel: 'ft:gpt-6-luna:acme::a1', ownKeyOnly: 'unlisted' });
    for (const name of ['gemini-9', 'gemini/gemini-9', 'gemini/models/gemini-9']) {
      expect(catalog.resolve(name)).toMatchObject({ entry: { provider: 'gemini', id: 'gemini-9', tier: 2 }, ownKeyOnly: 'unlisted' });
    }
  });

  it('never take the name of a model that the catalog has', () => {
    expect(catalog.resolve('stopping-001')).toMatchObject({ entry: { id: 'stopping' }, ownKeyOnly: 'ended' });
    expect(catalog.resolve('stopping-x')).toMatchObject({ entry: { id: 'stopping-x' }, ownKeyOnly: 'unlisted' });
  });

  it.each(['claude-9', 'openai/gemini-9', 'anthropic/ft:x', 'models/models/gemini-9', 'gemini/gemini-9/../x', 'gemini/x/gemini-9', 'ft:x y', 'auto'])('are unknown otherwise, such as %s', (name) => {
    expect(catalog.resolve(name)).toBeUndefined();
  });

  it('stand in no list', () => {
    expect(catalog.all()).toHaveLength(3);
  });
});

function entryOf(id: string) {
  const found = on('2027-03-10').resolve(id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found.entry;
}
