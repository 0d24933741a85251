import type { studio as russian } from '../ru/studio.js';
import type { SameShape } from '../shape.js';

export const studio: SameShape<typeof russian> = {
  heading: 'Studio',
  lead: 'Describe what your course needs, or paste a transcript. The answer appears as it is written.',
  examples: {
    heading: 'Where to start',
    outline: {
      title: 'Course outline from a transcript',
      text: 'Topics and lessons out of a recorded lecture',
      prompt:
        'Here is the transcript of a lecture. Turn it into a course outline: a title, 5–7 sections, each with 3–4 lessons and a one-sentence summary.\n\nTranscript:\n',
    },
    lesson: {
      title: 'Lesson plan',
      text: 'Goal, schedule, examples and homework',
      prompt:
        'Write a 45-minute lesson plan. Topic: \nFor: beginners without any preparation.\nI need the goal, a minute-by-minute schedule, two examples from daily life and homework.',
    },
    quiz: {
      title: 'Quiz',
      text: 'Questions with answers and explanations',
      prompt:
        'Write a quiz of 8 questions on the topic: \nEach question has four options, one of them right. After each question give the right answer and a one-sentence explanation.',
    },
  },
  composer: {
    label: 'Your request',
    placeholder: 'For example: plan a webinar about gardening for beginners',
    send: 'Send',
    stop: 'Stop',
    shortcut: 'Enter sends, Shift + Enter starts a new line',
    fresh: 'New conversation',
  },
  model: {
    label: 'Model',
    auto: 'Automatic',
    fromPlan: '{{model}}, from the {{plan}} plan',
    failed: 'The list of models did not load, so we will pick the model.',
  },
  payer: {
    own: 'You pay, with your {{provider}} key',
    ownAny: 'You pay, with one of your keys: {{providers}}',
    platformNoKey: 'The platform pays: you have no {{provider}} key',
    platformNoKeys: 'The platform pays: you have no keys yet',
    cloudru: 'The platform pays: Cloud.ru works without your key',
    locked: 'There is a key, but the vault is locked',
    missing: 'Your key is needed: you told the platform not to pay',
    addKey: 'Add a key',
  },
  unlock: {
    text: 'Your request is kept and goes out as soon as the vault opens.',
    withoutKey: 'Send without my key',
    back: 'Back to the text',
  },
  message: {
    you: 'You',
    answer: 'Answer',
    thinking: 'Waiting for the first words…',
    stopped: 'You stopped the answer.',
    cut: 'The answer has reached its maximum length. Ask to go on.',
    empty: 'The model answered with an empty message. Try other words.',
    copy: 'Copy answer',
    copied: 'Copied',
    again: 'Send again',
    done: 'The answer is ready.',
  },
  receipt: {
    own: 'Paid with your {{provider}} key',
    platform: 'Paid by the platform',
    ownFailed: 'Your {{provider}} key was tried',
    platformFailed: 'The platform’s key was tried',
    details: 'How the request went',
    attempt: { byok: 'Your {{provider}} key', platform: 'The platform’s {{provider}} key' },
    outcome: {
      ok: 'worked',
      key_invalid: 'refused by the provider',
      key_no_credit: 'out of money',
      key_rate_limited: 'too many requests in a row',
      key_forbidden: 'not allowed to use this model',
      region_unsupported: 'the provider does not serve this country',
      provider_overloaded: 'the provider was overloaded',
      provider_unavailable: 'the provider did not answer',
      provider_timeout: 'the provider did not answer in time',
      request_invalid: 'the provider refused the request',
      content_blocked: 'the provider saw the request as against its rules',
      key_malformed: 'not written right',
      envelope_invalid: 'could not be handed over',
      envelope_expired: 'on its way for too long',
      envelope_unknown_key: 'the server could not read it',
      key_expired_in_queue: 'expired before its turn came',
      other: 'did not work',
    },
  },
  fallback: {
    toPlatform: 'Your {{provider}} key did not work: {{reason}}. The platform paid for this answer.',
    toOwn: 'Your {{provider}} key did not work: {{reason}}. Another key of yours answered, {{served}}.',
    between: 'The platform’s {{provider}} key did not work: {{reason}}. {{served}} answered.',
    failedToo: 'Your {{provider}} key did not work: {{reason}}. The replacement failed too.',
    settings: 'To AI keys',
  },
};
