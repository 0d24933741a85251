/** The keys of a Russian keyboard and what the same keys give on an English one. */
const RUSSIAN = 'ёйцукенгшщзхъфывапролджэячсмитьбю';
const ENGLISH = "`qwertyuiop[]asdfghjkl;'zxcvbnm,.";

const TO_ENGLISH = new Map(Array.from(RUSSIAN, (letter, index) => [letter, ENGLISH[index] ?? letter]));
const TO_RUSSIAN = new Map(Array.from(ENGLISH, (letter, index) => [letter, RUSSIAN[index] ?? letter]));
const LATIN = new Map(
  Object.entries({
    а: 'a', б: 'b', в: 'v', г: 'g', д: 'd', е: 'e', ё: 'e', ж: 'zh', з: 'z', и: 'i', й: 'y', к: 'k', л: 'l', м: 'm', н: 'n',
    о: 'o', п: 'p', р: 'r', с: 's', т: 't', у: 'u', ф: 'f', х: 'h', ц: 'ts', ч: 'ch', ш: 'sh', щ: 'sch', ъ: '', ы: 'y',
    ь: '', э: 'e', ю: 'yu', я: 'ya',
  }),
);

const translated = (map: ReadonlyMap<string, string>) => (text: string) =>
  Array.from(text, (letter) => map.get(letter) ?? letter).join('');

/** A Russian word typed while the keyboard was switched to English: `пароль` → `gfhjkm`. */
export const typedInEnglish = translated(TO_ENGLISH);
/** An English word typed while the keyboard was switched to Russian: `password` → `зфыыцщкв`. */
export const typedInRussian = translated(TO_RUSSIAN);
/** A Russian word in Latin letters: `наташа` → `natasha`. */
export const transliterated = translated(LATIN);

type Graph = Record<string, (string | null)[]>;

/** Which keys lie beside which on a Russian keyboard, made from the same for an English one. */
export function russianGraph(qwerty: Graph): Graph {
  const upper = (letter: string): string => typedInRussian(letter.toLowerCase()).toUpperCase();
  const key = (token: string): string => (/[a-z[\];',.`]/.test(token[0] ?? '') ? typedInRussian(token[0] ?? '') + upper(token[0] ?? '') : token);
  return Object.fromEntries(
    Object.entries(qwerty)
      .filter(([name]) => /[a-z0-9[\];',.`]/.test(name))
      .flatMap(([name, beside]) => {
        const neighbours = beside.map((token) => (token === null ? null : key(token)));
        const russian = typedInRussian(name);
        return [[russian, neighbours] as const, [russian.toUpperCase(), neighbours] as const];
      }),
  );
}
