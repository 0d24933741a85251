import { isEmail, normaliseEmail } from './email.js';

describe('an e-mail address', () => {
  it('has one spelling', () => {
    expect(normaliseEmail('  Анна@Пример.РФ ')).toBe('анна@пример.рф');
    expect(normaliseEmail('E\u0301@x.test')).toBe(normaliseEmail('É@x.test'));
  });

  it.each(['a@b', 'first.last+tag@sub.example.test', "o'brien@example.test", 'анна@пример.рф'])('may be %s', (email) => {
    expect(isEmail(email)).toBe(true);
  });

  it.each(['', 'a', '@b', 'a@', 'a@b@c', 'a b@c', 'a@b\u0007', '<a@b>', 'a@b,c@d', `a@b\ud800`, `${'a'.repeat(253)}@b`, 1, null, {}])('may not be %j', (email) => {
    expect(isEmail(email)).toBe(false);
  });
});
