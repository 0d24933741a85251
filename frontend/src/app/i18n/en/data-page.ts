import type { dataPage as russian } from '../ru/data-page.js';
import type { SameShape } from '../shape.js';

export const dataPage: SameShape<typeof russian> = {
  lead: 'What you send, who gets it, how long it is kept, and how to delete it.',
  keys: 'The server keeps no plain key.',
  recipients: {
    heading: 'Who gets questions and recordings',
    text: 'A request passes through this platform’s server to the provider whose model answers. Where the model is chosen automatically, it may be any provider of your strategy.',
    own: 'With a key of your own the request goes to your account at the provider, without one to the platform’s. What the provider keeps is up to its own terms.',
  },
  gets: {
    gemini: 'Texts, pictures and recordings.',
    openai: 'Texts, pictures and recordings.',
    anthropic: 'Texts and pictures: its models transcribe no recordings.',
    cloudru: 'Texts and recordings. Data stays in Russia.',
  },
  kept: {
    heading: 'What the platform keeps, and for how long',
    questions: { what: 'Questions of the Studio, their files, and answers', long: 'The server neither stores them nor writes them into logs.' },
    recording: { what: 'The recording of a lecture', long: 'While the course is being made. When the work has ended or is stopped, the recording is deleted. An interrupted upload is kept for a day.' },
    course: { what: 'Transcript, outline and lessons', long: 'Until you delete the course or the account.' },
    key: { what: 'Your key', long: 'In the Studio the server needs it for one request only. For a course the server keeps the key sealed, for this work alone and usually for an hour at most.' },
    spending: { what: 'Spending', long: 'Who paid, which model, how many tokens and roubles: as long as there is an account. After its deletion sums without a name remain.' },
    account: { what: 'The account', long: 'Address, a hash of the password, and preferences: until you delete the account.' },
  },
  deleting: {
    heading: 'How to delete it',
    course: 'A finished course: “Courses”, the course’s menu, “Delete”. Transcript, outline and lessons are gone at once; the recording has left the server by then.',
    account: 'The account with everything in it: “Account”, “Delete account”. There you can download your data, too.',
  },
};
