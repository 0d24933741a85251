import { utf8 } from './bytes.js';
import { assessPassword } from './password-strength.js';

const assess = (text: string) => assessPassword(utf8(text));

describe('assessPassword', () => {
  it.each(['Qw3rty!', 'пароль', 'a', '', 'x7#Kq2!vRp9'])('finds %p too short', (text) => {
    expect(assess(text)).toMatchObject({ acceptable: false, weakness: 'too-short' });
  });

  it.each([
    ['password1234', 'common'],
    ['P@ssword2026!', 'common'],
    ['Александр1985', 'common'],
    ['парольпароль', 'common'],
    ['qwertyuiop123', 'common'],
    ['йцукенгшщзхъ', 'predictable'],
    ['aaaaaaaaaaaaaaaa', 'predictable'],
    ['123456789012', 'predictable'],
    ['abcdefghijklmnop', 'predictable'],
    ['x7#x7#x7#x7#x7#', 'predictable'],
    ['электростанция', 'single-word'],
    ['internationalization', 'single-word'],
  ])('refuses %p as %s', (text, weakness) => {
    expect(assess(text)).toMatchObject({ acceptable: false, weakness });
  });

  it.each([
    'correct horse battery staple',
    'зелёный чайник читает по ночам',
    'x7#Kq2!vRp9_Zt',
    'korova-nebo-lampa-42',
    '日本語のパスワードです一二',
  ])('accepts %p', (text) => {
    expect(assess(text)).toMatchObject({ acceptable: true, weakness: null });
  });

  it('rates more of the unforeseeable higher', () => {
    expect(assess('корова-небо-сад').score).toBeLessThanOrEqual(assess('корова-небо-сад-лампа-кит').score);
    expect(assess('зелёный чайник читает по ночам').score).toBe(4);
  });

  it('leaves the password as it was', () => {
    const password = utf8('correct horse battery staple');
    assessPassword(password);
    expect(new TextDecoder().decode(password)).toBe('correct horse battery staple');
  });
});
