import { excerptOf, keywordsOf, languageOf, seedOf, type Language } from './language.js';

interface Phrases {
  openings: readonly ((quote: string) => string)[];
  thoughts: readonly ((topic: string, second: string) => string)[];
  stepsTitle: string;
  steps: readonly ((topic: string, second: string) => string)[];
  closing: string;
  fallbackTopic: string;
  tool: (result: string) => string;
}

const PHRASES: Readonly<Record<Language, Phrases>> = {
  ru: {
    openings: [
      (quote) => `Вы спросили: «${quote}». Отвечу по порядку.`,
      (quote) => `Ваш запрос — «${quote}». Вот как я бы на него ответил.`,
      (quote) => `Разберём запрос «${quote}» шаг за шагом.`,
    ],
    thoughts: [
      (topic, second) =>
        `**Главное.** Начните с одного ясного примера: что такое «${topic}» и зачем это слушателю. Детали, такие как «${second}», запоминаются лучше, когда уже понятно целое.`,
      (topic, second) =>
        `**Главное.** «${topic}» и «${second}» тесно связаны, но объяснять их лучше по очереди: сначала то, что слушатель может сразу попробовать сам.`,
      (topic, second) =>
        `**Главное.** Тему «${topic}» удобно раскрыть через задачу из практики. Тогда «${second}» появляется как ответ на вопрос, а не как определение.`,
    ],
    stepsTitle: 'Что сделать:',
    steps: [
      (topic) => `Сформулируйте результат: что человек сможет сделать после знакомства с темой «${topic}».`,
      () => 'Разбейте материал на короткие части по 5–7 минут: одна мысль и одно задание в каждой.',
      (_topic, second) => `Проверьте понимание вопросом о теме «${second}» сразу после объяснения.`,
      () => 'Соберите вопросы слушателей и вернитесь к ним в конце.',
    ],
    closing: 'Это ответ песочницы: настоящая модель не вызывалась, и он ничего не стоит.',
    fallbackTopic: 'тема',
    tool: (result) => `Инструмент ответил: ${result}. Этого достаточно, чтобы ответить на ваш вопрос.`,
  },
  en: {
    openings: [
      (quote) => `You asked: “${quote}”. Here is an answer in order.`,
      (quote) => `Your request was “${quote}”. This is how I would answer it.`,
      (quote) => `Let us take “${quote}” step by step.`,
    ],
    thoughts: [
      (topic, second) =>
        `**The main point.** Begin with one clear example of ${topic} and why it matters to the listener. Details such as ${second} stay in memory once the whole makes sense.`,
      (topic, second) =>
        `**The main point.** ${topic} and ${second} belong together, yet they are best explained in turn: first what people can try for themselves.`,
      (topic, second) =>
        `**The main point.** A task from practice opens up ${topic} well. Then ${second} comes as the answer to a question and not as a definition.`,
    ],
    stepsTitle: 'What to do:',
    steps: [
      (topic) => `Say what a person will be able to do after learning about ${topic}.`,
      () => 'Cut the material into short parts of 5 to 7 minutes: one thought and one task in each.',
      (_topic, second) => `Check understanding with a question about ${second} right after the explanation.`,
      () => 'Collect the questions of the audience and come back to them at the end.',
    ],
    closing: 'This is the sandbox speaking: no real model was called, and it costs nothing.',
    fallbackTopic: 'the topic',
    tool: (result) => `The tool answered: ${result}. That is enough to answer your question.`,
  },
};

/** A readable Markdown answer in the prompt's language that refers to the prompt; the same prompt gets the same one. */
export function answerTo(prompt: string): string {
  const phrases = PHRASES[languageOf(prompt)];
  const seed = seedOf(prompt);
  const [topic = phrases.fallbackTopic, second = topic] = keywordsOf(prompt, 2);
  const steps = phrases.steps.slice(0, 3 + (seed % 2)).map((step, index) => `${index + 1}. ${step(topic, second)}`);
  return [
    pick(phrases.openings, seed)(excerptOf(prompt)),
    pick(phrases.thoughts, seed >>> 3)(topic, second),
    `**${phrases.stepsTitle}**`,
    steps.join('\n'),
    phrases.closing,
  ].join('\n\n');
}

/** The answer of a turn that follows a tool's result. */
export function answerToTool(prompt: string, result: string): string {
  return PHRASES[languageOf(prompt || result)].tool(excerptOf(result, 200));
}

function pick<T>(list: readonly T[], seed: number): T {
  return list[seed % list.length]!;
}
