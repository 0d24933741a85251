import { Matches } from 'class-validator';
import { ByokError } from '#contracts';
import { IfGiven } from './if-given.validator.js';
import { IgnoreUnknownParameters, QueryValidationPipe } from './query-validation.pipe.js';
import { WholeNumber } from './whole-number.validator.js';

class Page {
  @IfGiven()
  @WholeNumber(1, 100)
  limit = 50;

  @IfGiven()
  @Matches(/^[a-z]+$/, { message: 'must be a word' })
  after?: string;
}

@IgnoreUnknownParameters()
class TolerantPage extends Page {}

const pipe = new QueryValidationPipe();
const check = (value: unknown, metatype: typeof Page = Page) => pipe.transform(value, { type: 'query', metatype });

async function refusalOf(value: unknown, metatype?: typeof Page): Promise<ByokError> {
  const outcome: unknown = await check(value, metatype).catch((error: unknown) => error);
  if (!(outcome instanceof ByokError)) throw new Error('It was not refused.');
  return outcome;
}

describe('the check of a query', () => {
  it('makes numbers of texts and fills in what is not given', async () => {
    expect(await check({ limit: '7', after: 'b' })).toEqual({ limit: 7, after: 'b' });
    expect(await check({})).toEqual({ limit: 50 });
  });

  it.each(['', '0', '101', ' 7', '7.0', '1e1', '0x7', '+7', '-1', '1234567890', ['1', '2'], { a: '1' }])('takes %j for no number of the range', async (limit) => {
    const { errors, code } = await refusalOf({ limit });
    expect(code).toBe('invalid_input');
    expect(errors).toEqual([{ field: 'limit', message: 'must be a whole number from 1 to 100' }]);
  });

  it('names what the route takes beside an unknown parameter', async () => {
    expect((await refusalOf({ colour: 'red' })).message).toBe('colour is no parameter of this route: it takes limit, after.');
  });

  it('leaves unknown parameters out where the class says so, and nothing else', async () => {
    expect(await check({ colour: 'red', limit: '3' }, TolerantPage)).toEqual({ limit: 3 });
    expect((await refusalOf({ colour: 'red', limit: 'x' }, TolerantPage)).errors).toHaveLength(1);
  });

  it('repeats no key that stands where a parameter should', async () => {
    expect((await refusalOf({ 'sk-proj-abcdefgh12345678': '1' })).message).not.toContain('abcdefgh');
  });

  it.each(['__proto__', 'constructor', 'toString', 'then'])('takes %s for a name like any other', async (name) => {
    const query = Object.defineProperty({}, name, { value: '9', enumerable: true });
    expect((await refusalOf(query)).errors).toHaveLength(1);
    expect(await check(query, TolerantPage)).toEqual({ limit: 50 });
  });

  it('names every fault at once', async () => {
    expect((await refusalOf({ colour: 'red', limit: 'x' })).errors?.map(({ field }) => field)).toEqual(['colour', 'limit']);
  });

  it('leaves the request as it came', async () => {
    const query = Object.freeze({ limit: '7' });
    await check(query);
    expect(query).toEqual({ limit: '7' });
  });

  it('passes bodies, single parameters and queries without a class', async () => {
    const value = { limit: 'x' };
    expect(await pipe.transform(value, { type: 'body', metatype: Page })).toBe(value);
    expect(await pipe.transform('x', { type: 'query', metatype: String, data: 'limit' })).toBe('x');
    expect(await pipe.transform(value, { type: 'query', metatype: Object })).toBe(value);
  });
});
