/** Words that attackers try first: frequent passwords, names and words of this product, English and Russian. */
const WORDS = `
password passw0rd pass word admin administrator login user test guest root master secret private welcome hello
letmein iloveyou love monkey dragon football baseball sunshine princess shadow superman batman starwars pokemon
qwerty azerty abc abcdef trustno computer internet google openai gemini anthropic claude chatgpt gpt yandex apple
samsung windows linux microsoft facebook telegram whatsapp instagram vkontakte mailru changeme default access
freedom whatever michael jennifer jordan thomas robert daniel charlie andrew joshua jessica matthew ashley summer
winter spring autumn monday sunday january december moscow russia london america family flower cookie coffee
vault byok key keys apikey token mypassword mykey mykeys company course teacher school student university
alexander alexandra alexey andrey anna anastasia artem denis dmitry ekaterina elena evgeny igor irina ivan kirill
ksenia maria marina maxim mikhail natalia nikita nikolay oleg olga pavel roman sergey svetlana tatiana vladimir
пароль парольпароль админ логин привет секрет доступ ключ ключи сейф мойпароль мойключ любовь люблю солнышко
солнце зайка котик кошка собака малыш россия москва питер спартак зенит динамо наташа настя саша маша даша лена
катя аня оля юля таня ира света дима миша сережа андрей алексей александр александра анастасия анна антон артем
виктор виктория владимир дарья денис дмитрий евгений екатерина елена иван игорь ирина кирилл константин ксения
максим марина мария михаил наталья никита николай олег ольга павел роман светлана сергей татьяна юлия юрий мама
папа мамапапа семья счастье победа весна лето осень зима январь декабрь понедельник интернет компьютер телефон
яндекс гугл учитель школа студент курс университет компания работа деньги рубль
парол gfhjkm ghbdtn qwertyuiop йцукен
`;

const KEYBOARD_ROWS = ['1234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'йцукенгшщзхъ', 'фывапролджэ', 'ячсмитьбю', '1qaz2wsx3edc4rfv'];

function points(text: string): number[] {
  return Array.from(text, (letter) => letter.codePointAt(0) ?? 0);
}

export const COMMON_WORDS: readonly (readonly number[])[] = WORDS.split(/\s+/)
  .filter((word) => word.length > 2)
  .map(points);

export const KEYBOARD_WALKS: readonly (readonly number[])[] = KEYBOARD_ROWS.flatMap((row) => [
  points(row),
  points(row).reverse(),
]);
