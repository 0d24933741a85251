import { refusesAccount, saysNoCredit } from './account-words.js';

describe('words about an account', () => {
  it.each([
    'Your credit balance is too low to access the Anthropic API.',
    'You have reached your specified API usage limits.',
    'Imagen API is only accessible to billed users at this time.',
    "This model doesn't have a free quota tier. Please use another one.",
    'This API method requires billing to be enabled.',
    'This model is only available with billing enabled.',
    'Please enable billing on your project.',
  ])('say that money is missing: %s', (message) => {
    expect(saysNoCredit(message)).toBe(true);
  });

  it.each([
    'Your organization must be verified to stream this model.',
    'You must be a member of an organization to use the API.',
    'This organization has been disabled.',
    'The long context beta is not yet available for this subscription.',
    'This credential is only authorized for use with Claude Code and cannot be used for other API requests.',
    'This API key is only allowed to call the embeddings endpoint.',
  ])('refuse the key or its account: %s', (message) => {
    expect([refusesAccount(message), saysNoCredit(message)]).toEqual([true, false]);
  });

  it.each([
    'Rate limit reached: usage limits of 3 requests per minute.',
    'max_tokens is too large: 100000. This model supports at most 4096 completion tokens.',
    "Invalid value for 'messages[0].content': key is only a string.",
    'The parameter is only valid for streams.',
    'messages.0.content: Input should be a valid list',
  ])('are not seen where a request or a rate is meant: %s', (message) => {
    expect([refusesAccount(message), saysNoCredit(message)]).toEqual([false, false]);
  });
});
