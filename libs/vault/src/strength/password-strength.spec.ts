import { utf8 } from '../bytes.js';
import { assessPassword } from './password-strength.js';
import { crackTime } from './crack-time.js';

const assess = (text: string, personal?: readonly string[]) => assessPassword(utf8(text), personal);

describe('assessPassword', () => {
  it.each(['Qw3rty!', 'пароль', 'a', '', 'x7#Kq2!vRp9'])('finds %p too short', async (text) => {
    await expect(assess(text)).resolves.toMatchObject({ acceptable: false, weakness: 'too-short' });
  });

  it.each([
    ['password1234', 'common'],
    ['P@ssword2026!', 'common'],
    ['Александр1985', 'common'],
    ['Александра-2004', 'common'],
    ['Настенька2010!', 'common'],
    ['парольпароль', 'predictable'],
    ['gfhjkmgfhjkm1', 'common'],
    ['Gfhjkm123456', 'common'],
    ['зфыыцщкв12345', 'common'],
    ['natashka1990', 'common'],
    ['спартакчемпион', 'common'],
    ['Новосибирск2024', 'common'],
    ['кошка собака', 'common'],
    ['люблюсолнышко', 'common'],
    ['январь февраль', 'common'],
    ['qwertyuiop123', 'common'],
    ['йцукенгшщзхъ', 'predictable'],
    ['фывапролджэячс', 'common'],
    ['aaaaaaaaaaaaaaaa', 'predictable'],
    ['123456789012', 'common'],
    ['+7 916 245-73-19', 'predictable'],
    ['abcdefghijklmnop', 'predictable'],
    ['x7#x7#x7#x7#x7#', 'predictable'],
    ['электростанция', 'single-word'],
    ['internationalization', 'single-word'],
    ['Liverpool-Summer-2024', 'common'],
    ['MyDogRex2015!!', 'predictable'],
    ['apple tree house', 'common'],
  ])('refuses %p as %s', async (text, weakness) => {
    await expect(assess(text)).resolves.toMatchObject({ acceptable: false, weakness });
  });

  it('refuses what is made of the person’s own address', async () => {
    const text = 'Kvashnina.Zoya.77';
    await expect(assess(text, ['kvashnina', 'zoya'])).resolves.toMatchObject({ acceptable: false, weakness: 'personal' });
  });

  it.each([
    'correct horse battery staple',
    'зелёный чайник читает по ночам',
    'x7#Kq2!vRp9_Zt',
    'korova-nebo-lampa-42',
    'фонарь облако тетрадь каравай',
    'кит лампа ёжик мост север',
    'tiger jump moon sofa',
    '日本語のパスワードです一二',
  ])('accepts %p', async (text) => {
    await expect(assess(text)).resolves.toMatchObject({ acceptable: true, weakness: null });
  });

  it('rates more of the unforeseeable higher', async () => {
    const [three, five] = [await assess('корова-небо-сад'), await assess('корова-небо-сад-лампа-кит')];
    expect(three.score).toBeLessThan(five.score);
    await expect(assess('зелёный чайник читает по ночам')).resolves.toMatchObject({ score: 4 });
  });

  it('takes a very long password in its stride', async () => {
    const long = Array.from({ length: 4_000 }, (_, index) => String.fromCharCode(97 + ((index * 7919) % 26))).join('');
    await expect(assess(long)).resolves.toMatchObject({ acceptable: true });
  });

  it('leaves the password as it was', async () => {
    const password = utf8('correct horse battery staple');
    await assessPassword(password);
    expect(new TextDecoder().decode(password)).toBe('correct horse battery staple');
  });
});

describe('crackTime', () => {
  it.each([
    [0, 1, 'seconds'],
    [8, 6, 'minutes'],
    [10, 11, 'hours'],
    [12, 1, 'months'],
    [13, 1, 'years'],
    [16, 13, 'centuries'],
    [40, 1_000, 'centuries'],
  ])('of 10^%p guesses is %p %s', (guesses, count, unit) => {
    expect(crackTime(guesses)).toEqual({ unit, count });
  });
});
