import { languageOf, type Language } from '../text/language.js';
import { durationOf } from './duration.js';

export interface Segment {
  /** Seconds. */
  start: number;
  end: number;
  text: string;
}

export interface Transcript {
  language: Language;
  /** Seconds. */
  duration: number;
  text: string;
  segments: Segment[];
}

const SEGMENT_SECONDS = 6;

const SPEECH: Readonly<Record<Language, readonly string[]>> = {
  ru: [
    'Здравствуйте, сегодня мы поговорим о том, как учиться и не забывать.',
    'Начнём с простого вопроса: почему прочитанное вчера так быстро уходит из памяти.',
    'Ответ связан с тем, как часто мы возвращаемся к материалу.',
    'Представьте тропинку в лесу: чем чаще по ней ходят, тем она заметнее.',
    'Так же работает повторение, если делать его через растущие промежутки.',
    'Теперь перейдём к практике и составим план на неделю.',
    'В первый день разберите тему и запишите три главных мысли своими словами.',
    'На третий день закройте записи и попробуйте рассказать тему вслух.',
    'На седьмой день решите задачу, которой не было в уроке.',
    'Частая ошибка — перечитывать конспект и думать, что этого достаточно.',
    'Лучше задавать себе вопросы и проверять ответы.',
    'Подведём итог: меньше чтения, больше воспроизведения и короткие перерывы.',
  ],
  en: [
    'Hello, today we will talk about how to learn and not forget.',
    'Let us begin with a simple question: why does yesterday’s reading fade so fast.',
    'The answer lies in how often we come back to the material.',
    'Think of a path in a forest: the more people walk it, the clearer it gets.',
    'Repetition works the same way when the gaps between the rounds grow.',
    'Now let us turn to practice and make a plan for a week.',
    'On the first day, work through the topic and write down three main thoughts.',
    'On the third day, close your notes and try to tell the topic aloud.',
    'On the seventh day, solve a task that was not in the lesson.',
    'A common mistake is to read the notes again and call it enough.',
    'It is better to ask yourself questions and to check the answers.',
    'To sum up: less reading, more recalling, and short breaks.',
  ],
};

/**
 * A plausible transcript whose segments cover the audio without a gap. `hint` is a language code or text in the
 * language that is spoken; without one it is Russian.
 */
export function transcriptOf(audio: Buffer, hint: string): Transcript {
  const language =
    hint === '' ? 'ru' : /^[a-z]{2}\b/i.test(hint) && hint.length <= 5 ? codeLanguage(hint) : languageOf(hint);
  const duration = round(durationOf(audio));
  const count = Math.max(1, Math.round(duration / SEGMENT_SECONDS));
  const lines = SPEECH[language];
  const segments = Array.from({ length: count }, (_unused, index) => ({
    start: round((duration * index) / count),
    end: round((duration * (index + 1)) / count),
    text: lines[index % lines.length]!,
  }));
  return { language, duration, segments, text: segments.map((segment) => segment.text).join(' ') };
}

function codeLanguage(code: string): Language {
  return code.toLowerCase().startsWith('ru') ? 'ru' : 'en';
}

function round(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
