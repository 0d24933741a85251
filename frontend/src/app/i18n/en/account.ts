import { twoForms } from '#angular-byok/elements';
import type { account as russian } from '../ru/account.js';
import type { SameShape } from '../shape.js';

export const account: SameShape<typeof russian> = {
  signIn: {
    heading: 'Welcome back',
    lead: 'Sign in to go on with your courses.',
    submit: 'Sign in',
    noAccount: 'No account yet?',
    register: 'Create one',
    refused: { title: 'The address or the password did not match', next: 'Check keyboard layout and Caps Lock, and try again.' },
    expired: 'Your session has ended. Sign in to get back to where you were: your text is still there.',
    elsewhere: 'You signed out in another tab.',
    unfinished: 'You are signed out, and nothing of the account is left in this browser. There is no connection: the session will end on the server, too, as soon as there is one.',
    deleted: 'The account is deleted, with everything that was in it.',
    locked: { title: 'This account is locked', next: 'To learn why, and to sign in again, write to the administrator.' },
    forgotten: {
      summary: 'Forgot your password?',
      text: 'An administrator will send you a link to choose a new one. It works for 30 minutes. To get it,',
      vault: 'Your AI keys stay in this browser’s vault: it has a password of its own.',
    },
    offline: 'The server did not answer, so we could not check whether you are signed in. Try signing in.',
  },
  register: {
    heading: 'Create an account',
    lead: 'Free of charge. No card needed, and you can add an AI key of your own later.',
    submit: 'Create account',
    haveAccount: 'Have an account already?',
    signIn: 'Sign in',
    demo: 'One thing left: create an account. We begin the demo course right after that.',
    invited: 'You are invited. Choose an address and a password to begin.',
    closed: { title: 'An account here needs an invitation', next: 'Ask an administrator for an invitation link.' },
    inviteRefused: { title: 'This invitation does not hold any more', next: 'It was used, has run out, or is for another address. Ask for another one.' },
    taken: { title: 'This address is registered already', next: 'Sign in with it or use another one.' },
    notTheVault: 'This password opens your account. You will choose a separate one for the key vault.',
  },
  reset: {
    heading: 'A new password',
    lead: 'Choose the password for your account. You will be signed out everywhere, and tokens for programs end.',
    submit: 'Save password',
    done: 'Saved. You can sign in with the new password now.',
    incomplete: 'This link is incomplete. Copy it whole, or ask an administrator for another one.',
    refused: { title: 'This link does not work any more', next: 'It works once, for 30 minutes. Ask an administrator for another one.' },
    signIn: 'To sign-in',
  },
  promise: {
    heading: 'Your key stays yours',
    browser: 'The key is kept in this browser only, encrypted with a password of its own.',
    travels: 'It travels to the provider sealed, and we do not store it.',
    payer: 'Every answer says who paid for it.',
  },
  field: {
    email: 'E-mail',
    password: 'Password',
    emailRequired: 'Enter your e-mail address',
    emailForm: 'The address looks incomplete; for example anna@mail.com',
    passwordRequired: 'Enter your password',
    passwordShort: twoForms('{{count}} more character needed', '{{count}} more characters needed'),
    passwordLong: 'At most 128 characters',
    passwordHint: '12 to 128 characters. A phrase of several words works best.',
    show: 'Show password',
    hide: 'Hide password',
    capsLock: 'Caps Lock is on',
  },
  page: {
    heading: 'Account',
    lead: 'Plan, models and payment, access for programs, password, and your data.',
  },
  preferences: {
    heading: 'Models and payment',
    saved: 'Saved',
    strategy: {
      legend: 'Where models come from when “Automatic” is chosen',
      global: {
        label: 'Global providers',
        text: 'Google Gemini, OpenAI or Anthropic. You pay if your key is there, otherwise the platform does.',
      },
      cloudru: {
        label: 'Cloud.ru',
        text: 'Data stays in Russia. The platform always pays: your keys are not used here.',
      },
    },
    provider: {
      label: 'Preferred provider',
      hint: 'Applies when the model is chosen automatically.',
      auto: 'The one that has your key',
    },
  },
  view: { heading: 'How the page looks' },
};
