import { IsString } from 'class-validator';
import { ByokError } from '#contracts';
import { BodyValidationPipe } from './body-validation.pipe.js';

class Body {
  @IsString({ message: 'must be text' })
  name!: string;
}

async function refusalOf(value: unknown): Promise<ByokError> {
  const outcome: unknown = await new BodyValidationPipe().transform(value, { type: 'body', metatype: Body }).catch((error: unknown) => error);
  if (!(outcome instanceof ByokError)) throw new Error('It was not refused.');
  return outcome;
}

describe('the check of a body', () => {
  it('names a field that the route does not know', async () => {
    const { message, errors } = await refusalOf({ name: 'x', colour: 1 });
    expect(message).toBe('colour is no field of this route.');
    expect(errors).toEqual([{ field: 'colour', message: 'is no field of this route' }]);
  });

  it('repeats no key that stands where a name should', async () => {
    const key = 'sk-proj-abcdefgh12345678';
    const { message, errors } = await refusalOf({ name: 'x', [key]: 1, [`before ${key}`]: 2 });
    expect(JSON.stringify([message, errors])).not.toContain('abcdefgh');
    expect(errors).toHaveLength(2);
  });

  it('repeats the beginning only of a name without end', async () => {
    const { message } = await refusalOf({ name: 'x', ['y'.repeat(100_000)]: 1 });
    expect(message.length).toBeLessThan(200);
  });

  it('works on no name that the class does not have, however many there are', async () => {
    const touched = new Set<PropertyKey>();
    const names = Object.fromEntries(Array.from({ length: 90_000 }, (_, index) => [`n${index}`, 1]));
    const value = new Proxy({ ...names, name: 'x' }, {
      get(target, property) {
        touched.add(property);
        return Reflect.get(target, property) as unknown;
      },
    });
    const { errors, message } = await refusalOf(value);
    expect(errors).toHaveLength(50);
    expect(message).toMatch(/^n0 is no field of this route\. n1 /);
    expect([...touched].filter((name) => String(name).startsWith('n') && name !== 'name')).toEqual([]);
  });

  it('names what is missing beside what is unknown', async () => {
    const { errors } = await refusalOf({ colour: 1 });
    expect(errors).toEqual([{ field: 'colour', message: 'is no field of this route' }, { field: 'name', message: 'must be text' }]);
  });
});
