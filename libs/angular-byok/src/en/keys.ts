import type { keys as russian } from '../ru/keys.js';
import type { Words } from '../words.js';

export const keys: Words<typeof russian> = {
  providers: { gemini: 'Google Gemini', openai: 'OpenAI', anthropic: 'Anthropic', cloudru: 'Cloud.ru' },
  form: {
    cancel: 'Cancel',
    label: '{{provider}} key',
    hint: 'Once saved, the key is never shown again. It usually looks like {{hint}}',
    hintless: 'Once saved, the key is never shown again.',
    empty: 'Paste the key.',
    leftOut: 'Left out: {{parts}}.',
    part: { name: 'the variable’s name', bearer: 'the word Bearer', quotes: 'quotes' },
    looksLike: 'This looks like a key from {{provider}}.',
    saveAs: 'Save as {{provider}} key',
    problem: {
      short: 'Too short for a key: it has at least 8 characters. Copy the whole key again.',
      long: 'Too long for a key: it has at most 512 characters. Copy nothing but the key.',
      blank: 'There is a blank inside the key. Copy the whole key again, in one line.',
      placeholder: 'This is a shortened form of a key, not the key itself. Providers show a key once, when it is made: make a new one.',
      invisible: 'There is an invisible character in the key, character {{position}}. Delete it or copy the key again.',
      cyrillic: 'There is a Cyrillic letter in the key: “{{character}}”, character {{position}}. Copy the key again.',
      dash: 'There is a dash “{{character}}” in place of a hyphen, character {{position}}: text editors do that. Copy the key at the provider.',
      foreign: 'There is “{{character}}” in the key, character {{position}}: keys have no such characters. Copy the key again.',
    },
    useless: {
      admin_key: 'This looks like a key for managing an organisation: it can’t call models. Make an ordinary API key.',
      oauth_token: 'This looks like the token of a program that you signed in to, not an API key: the provider won’t take it.',
      session: 'This looks like a session key of the provider’s site, not an API key: it won’t work.',
      own_token: 'This is a token of this service, not a provider’s key. A key from the provider’s console goes here.',
    },
    submit: 'Save and test',
    busy: 'Saving…',
  },
  steps: {
    heading: 'How to get a key from {{provider}}',
    open: 'Open the keys page of {{provider}}',
    openFor: 'Open the keys page of {{provider}} (in a new tab)',
    countries: 'Providers don’t open accounts or take cards in every country: the list is on their site.',
    gemini: {
      one: 'Sign in to Google AI Studio with a Google account.',
      two: 'Press “Create API key”. A new key begins with AQ.',
      three: 'Copy the key and paste it below.',
      money: 'You can begin without a card: some models have a free allowance.',
    },
    openai: {
      one: 'Sign in to OpenAI’s developer platform. A ChatGPT subscription is something else.',
      two: 'Top up your balance under Billing.',
      three: 'Under API keys press “Create new secret key”, copy the key and paste it below.',
      money: 'The smallest top-up is usually five dollars.',
    },
    anthropic: {
      one: 'Sign in to the Claude Console. A Claude subscription is something else.',
      two: 'Buy credits under Billing.',
      three: 'Under API keys press “Create Key”, copy the key and paste it below.',
      money: 'The smallest top-up is usually five dollars.',
    },
  },
  details: {
    label: 'Name (optional)',
    labelExample: 'For example: work',
    accounts: 'Organisation and project at the provider',
    accountsHint: 'Only needed when you have several. Goes to the provider with the key that is first in order.',
    account: {
      'openai-organization': 'Organisation',
      'openai-project': 'Project',
      'anthropic-workspace-id': 'Workspace',
      'anthropic-user-profile-id': 'User profile',
      'x-goog-user-project': 'Google Cloud project',
    },
    accountForm: 'Up to 128 Latin letters, digits and . _ : -',
    save: 'Save',
  },
};
