import type { Language } from '../../../../core/i18n/languages.js';

/** A short lecture for the demo course, written for it. Loaded only when somebody asks for the demo. */
export const DEMO_LECTURE: Readonly<Record<Language, string>> = {
  ru: `Здравствуйте! Сегодня поговорим о том, как ухаживать за комнатными растениями, чтобы они росли, а не выживали.

Начнём со света. Большинству растений нужно светлое место без прямого полуденного солнца. Восточное окно подходит почти всем. Если листья мельчают и тянутся к стеклу, света мало; если на них появляются сухие светлые пятна, его слишком много. Поворачивайте горшок раз в неделю на четверть оборота, и растение не вырастет однобоким.

Теперь полив. Главная ошибка новичков: поливать по расписанию. Проверяйте землю пальцем на глубину двух сантиметров. Сухо, значит, пора; влажно, значит, подождите день или два. Воду берите комнатной температуры. Лишнюю воду из поддона сливайте через полчаса: в воде корни не дышат и загнивают.

Третье: земля и горшок. Пересаживают весной, когда корни показались из отверстий на дне. Новый горшок шире старого на два-три сантиметра, не больше. На дно кладут дренаж, например керамзит. После пересадки растение неделю не удобряют.

Подкормка нужна с марта по сентябрь, раз в две недели. Половина дозы с упаковки лучше, чем полная: от избытка удобрений края листьев желтеют и сохнут.

И наконец, вредители. Осматривайте листья снизу раз в неделю. Липкий налёт, паутинка или мелкие точки: отставьте растение от остальных и вымойте листья мыльной водой. Через неделю повторите.

Итак, свет, полив по пальцу, вовремя новый горшок, подкормка вполсилы и осмотр раз в неделю. Задание на дом: выберите одно своё растение и неделю ведите дневник, записывайте, когда земля подсохла и что вы заметили на листьях.`,
  en: `Welcome! Today we talk about looking after house plants so that they grow rather than just survive.

Let us begin with light. Most plants want a bright place without direct midday sun. An east window suits nearly all of them. If leaves get smaller and stretch towards the glass, there is too little light; if they get dry, pale spots, there is too much. Turn the pot by a quarter once a week, and the plant will not grow lopsided.

Now watering. The beginner’s main mistake is watering by the calendar. Put a finger two centimetres into the soil. Dry means now; moist means wait a day or two. Use water at room temperature. Pour away what is left in the saucer after half an hour: in water, roots cannot breathe, and they rot.

Third, soil and pot. Repot in spring, when roots show in the holes at the bottom. The new pot is two or three centimetres wider than the old one, no more. A layer of clay pebbles goes to the bottom for drainage. Do not feed the plant for a week after repotting.

Feed from March to September, once in two weeks. Half of the dose on the label is better than all of it: with too much fertiliser the edges of leaves turn yellow and dry.

And finally, pests. Look at the undersides of leaves once a week. A sticky film, fine webs or small dots: put the plant apart from the others and wash its leaves with soapy water. Repeat after a week.

So: light, watering by finger, a new pot in time, half doses of food, and a look once a week. Homework: choose one of your plants and keep a diary for a week; note when the soil got dry and what you saw on the leaves.`,
};
