import type { start as russian } from '../ru/start.js';
import type { SameShape } from '../shape.js';

export const start: SameShape<typeof russian> = {
  heading: 'Upload a lecture, get a finished course',
  lead: 'For course authors and teachers. The Studio transcribes a recording, drafts an outline and writes lessons that you can edit and download as Word.',
  demo: 'Make a demo course',
  demoText: 'The demo course is made from a lecture that we have enclosed. No key and no card needed: the platform pays.',
  register: 'Create account',
  picture: 'The page of a finished course: lessons, outline and the lecture’s transcript',
  facts: {
    heading: 'Who pays, and where your key is',
    pays: {
      title: 'Without a key, the platform pays',
      text: 'Begin at once, within the free plan. Add a Google Gemini, OpenAI or Anthropic key of your own, and you pay the provider directly.',
    },
    key: {
      title: 'Your key stays in your browser',
      text: 'In a vault with a password of its own. The key travels to the provider sealed; the server does not store it in plain form.',
    },
    receipt: {
      title: 'You see who paid',
      text: 'Every answer says whose key paid for it; if yours did not work, why, and what to do.',
    },
  },
  steps: {
    heading: 'Three steps',
    account: { title: 'Create an account', text: 'An e-mail address and a password are all it takes.' },
    recording: { title: 'Upload a recording or a text', text: 'An hour of audio or video is fine. An upload can be interrupted and continued.' },
    lessons: { title: 'Edit and download', text: 'Outline, lessons with exercises, transcript and subtitles: as Word, Markdown or SRT.' },
  },
};
