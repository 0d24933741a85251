import { list, ref } from '../json.js';
import { json, operation, pathParameter, queryParameter, type Paths } from '../operation.js';

const tag = 'accounts';
const account = { description: 'The account.', content: json(ref('Account')) };
const signedIn = { description: 'Signed in: the account, and its cookies.', content: json(ref('Account')), headers: ['set-cookie'] };
const credentials = { email: 'anna@example.com', password: 'a long enough password' };
const cookieOnly = 'With a token it is `forbidden`.';
const id = pathParameter('id', ref('Id'), 'The id.');

export const ACCOUNT_PATHS: Paths = {
  '/api/auth/register': {
    post: operation({
      id: 'register', tag, access: 'open', summary: 'Create an account and sign in',
      description: 'The account gets the plan `free`, or that of the invitation. Without a valid invitation, where one is needed, and where registration is closed, it is `forbidden`. 10 tries a minute for each address, 100 an hour for each account.',
      body: json(ref('Registration'), credentials),
      answers: { 201: signedIn },
      errors: ['conflict', 'rate_limited', 'forbidden', 'unavailable'],
    }),
  },
  '/api/auth/login': {
    post: operation({
      id: 'login', tag, access: 'open', summary: 'Sign in',
      description: 'An unknown address and a wrong password look the same. 10 tries a minute for each address; 100 an hour for an account from all addresses that never signed in to it; a browser that signed in before has a count of its own.',
      body: json(ref('Login'), credentials),
      answers: { 200: signedIn },
      errors: ['unauthenticated', 'rate_limited', 'forbidden', 'unavailable'],
    }),
  },
  '/api/auth/refresh': {
    post: operation({
      id: 'refreshSession', tag, access: 'cookie', summary: 'Renew the session',
      description: 'Exchanges the refresh cookie. A refresh cookie that comes a second time ends the whole session, unless that request had arrived before the exchange, at most 10 s earlier.',
      answers: { 200: signedIn },
    }),
  },
  '/api/auth/logout': {
    post: operation({
      id: 'logout', tag, access: 'open', summary: 'Sign out',
      description: 'Ends the session of the cookies, at once, and clears them. Without cookies it does nothing.',
      answers: { 204: { description: 'Signed out.', headers: ['set-cookie'] } },
      errors: ['csrf_failed', 'forbidden', 'unavailable'],
    }),
  },
  '/api/auth/me': {
    get: operation({ id: 'readSession', tag, access: 'cookie', summary: 'Who is signed in', description: `Also gives a page the XSRF cookie that it lost. ${cookieOnly}`, answers: { 200: account } }),
  },
  '/api/auth/password': {
    post: operation({
      id: 'changePassword', tag, access: 'cookie', summary: 'Change your password', description: `Other sessions end, and with \`endTokens\` your tokens. A wrong current password is \`forbidden\`; 10 tries a minute. ${cookieOnly}`,
      body: json(ref('PasswordChange'), { current: 'a long enough password', next: 'another long password' }),
      answers: { 204: { description: 'Changed.' } },
      errors: ['invalid_input', 'rate_limited'],
    }),
  },
  '/api/auth/password-reset/confirm': {
    post: operation({
      id: 'resetPassword', tag, access: 'open', summary: 'Choose a new password by a link',
      description: 'The token stands in the fragment of a link that an administrator hands over. It works once; all sessions and tokens of the account end, and nobody is signed in.',
      body: json(ref('PasswordReset'), { token: 'w3JcWmuX0pZ1Fd4nB7cT9yQ2sLk6hVgR8eAoUiM5xNE', password: 'another long password' }),
      answers: { 204: { description: 'Changed.' } },
      errors: ['forbidden', 'unavailable'],
    }),
  },
  '/api/auth/tokens': {
    get: operation({ id: 'listTokens', tag, access: 'cookie', summary: 'Your personal access tokens', description: `Newest first, expired ones included. ${cookieOnly}`, answers: { 200: { description: 'All of them, without the tokens themselves.', content: json(list(ref('Token'))) } } }),
    post: operation({
      id: 'createToken', tag, access: 'cookie', summary: 'Make a personal access token', description: `It is shown this once and stored as a hash. ${cookieOnly}`,
      body: json(ref('NewToken'), { name: 'my script', expiresInDays: 30 }),
      answers: { 201: { description: 'The token.', content: json(ref('CreatedToken')) } },
    }),
  },
  '/api/auth/tokens/{id}': {
    delete: operation({ id: 'deleteToken', tag, access: 'cookie', summary: 'Delete a token', description: 'It stops working at once.', parameters: [id], answers: { 204: { description: 'Gone.' } }, errors: ['not_found'] }),
  },
  '/api/me': {
    delete: operation({
      id: 'deleteAccount', tag, access: 'cookie', summary: 'Delete your account, for good',
      description: `With its jobs, recordings, uploads, tokens and sessions; what the platform spent stays known, on whom doesn't. The last administrator can't: \`conflict\`. 10 tries of the password a minute. ${cookieOnly}`,
      body: json(ref('AccountDeletion'), { password: 'a long enough password' }), answers: { 204: { description: 'Gone.', headers: ['set-cookie'] } }, errors: ['conflict', 'rate_limited'],
    }),
    get: operation({ id: 'readAccount', tag, summary: 'Your account', description: 'The same as /api/auth/me, for tokens too: a client that seals a key needs the `id`.', answers: { 200: account } }),
  },
  '/api/me/export': {
    get: operation({
      id: 'exportAccount', tag, access: 'cookie', summary: 'Everything that is kept of your account',
      description: `A list for each part: account, sessions, tokens, jobs with their results, uploads, usage and others. Neither passwords nor hashes of tokens. ${cookieOnly}`,
      answers: { 200: { description: 'One JSON object, as a file.', content: json(ref('AccountExport')) } },
    }),
  },
  '/api/me/preferences': {
    patch: operation({ id: 'changePreferences', tag, summary: 'Change how `auto` chooses and what falls back', body: json(ref('PreferencesChange'), { fallback: 'never' }), answers: { 200: account } }),
  },
  '/api/me/spending-limit': {
    get: operation({
      id: 'spendingLimit', tag, summary: 'What your own keys may spend, and have spent',
      description: 'In roubles at the catalog’s prices; days and months begin at 00:00 UTC. What is set aside for calls under way counts as spent.',
      answers: { 200: { description: 'The limit.', content: json(ref('SpendingLimit')) } },
    }),
    put: operation({
      id: 'setSpendingLimit', tag, summary: 'Limit what your own keys may spend',
      description: 'Replaces the whole limit: what is absent or null is none. What was spent before counts. A call that would exceed it, or whose price can’t be told before it, is `own_limit_reached`; the platform never steps in for one.',
      body: json(ref('SpendingLimitChange'), { rubPerDay: 50, rubPerMonth: 1000 }),
      answers: { 200: { description: 'The limit.', content: json(ref('SpendingLimit')) } },
    }),
  },
  '/api/me/spending': {
    get: operation({
      id: 'spending', tag, summary: 'What your calls did cost',
      description: 'This day and this month (UTC), in roubles at the catalog’s prices: by provider, by course and by token, each by who paid; and what the platform still pays for you today. `unpriced` calls used something whose price is not known; they stand in no sum.',
      answers: { 200: { description: 'The sums.', content: json(ref('Spending')) } },
    }),
  },
  '/api/admin/spending': {
    get: operation({
      id: 'platformSpending', tag: 'administration', access: 'admin', summary: 'What the platform pays, what own keys save, and who nears a budget',
      answers: { 200: { description: 'The sums, and users of whose daily budget at least half is spent.', content: json(ref('PlatformSpending')) } },
    }),
  },
  '/api/admin/users': {
    get: operation({
      id: 'listUsers', tag: 'administration', access: 'admin', summary: 'All accounts, oldest first',
      parameters: [
        queryParameter('limit', { type: 'integer', minimum: 1, maximum: 500, default: 100 }, 'How many.'),
        queryParameter('offset', { type: 'integer', minimum: 0, default: 0 }, 'From which on.'),
      ],
      answers: { 200: { description: 'One page.', content: json(list(ref('AdminAccount'))), headers: ['x-total-count'] } },
      errors: ['invalid_input'],
    }),
  },
  '/api/admin/users/{id}': {
    patch: operation({
      id: 'administerAccount', tag: 'administration', access: 'admin', summary: 'Change plan or role, lock or unlock',
      description: 'At least one. Locking ends sessions and tokens at once. Nobody locks themselves, and the last administrator who can sign in stays one: `conflict`.',
      parameters: [id], body: json(ref('AccountChange'), { plan: 'pro' }), answers: { 200: { description: 'The account.', content: json(ref('AdminAccount')) } }, errors: ['not_found', 'conflict'],
    }),
  },
  '/api/admin/users/{id}/password-reset': {
    post: operation({
      id: 'createPasswordReset', tag: 'administration', access: 'admin', summary: 'Make a link to reset a password',
      description: 'For an administrator to hand over: shown this once, works once, for 30 minutes. Five in 15 minutes for an account.',
      parameters: [id], answers: { 201: { description: 'The link.', content: json(ref('PasswordResetLink')) } }, errors: ['not_found', 'rate_limited'],
    }),
  },
  '/api/admin/switches': {
    get: operation({ id: 'readSwitches', tag: 'administration', access: 'admin', summary: 'What is switched off', answers: { 200: { description: 'False is off.', content: json(ref('Switches')) } } }),
    patch: operation({
      id: 'changeSwitches', tag: 'administration', access: 'admin', summary: 'Switch a provider, or payment by the platform, off or on',
      description: 'At once, in every process. What is off answers `unavailable` with its name.',
      body: json(ref('SwitchesChange'), { platformPayment: false, providers: { openai: false } }), answers: { 200: { description: 'All switches.', content: json(ref('Switches')) } },
    }),
  },
  '/api/admin/invites': {
    get: operation({ id: 'listInvites', tag: 'administration', access: 'admin', summary: 'Invitations, newest first', answers: { 200: { description: 'The newest 500, without their links.', content: json(list(ref('Invite'))) } } }),
    post: operation({
      id: 'createInvite', tag: 'administration', access: 'admin', summary: 'Invite somebody to register', description: 'The link is shown this once. It works once, for 7 days.',
      body: json(ref('NewInvite'), { email: 'anna@example.com', plan: 'pro' }), answers: { 201: { description: 'The invitation.', content: json(ref('CreatedInvite')) } },
    }),
  },
  '/api/admin/invites/{id}': {
    delete: operation({ id: 'deleteInvite', tag: 'administration', access: 'admin', summary: 'Take an invitation back', parameters: [id], answers: { 204: { description: 'Gone.' } }, errors: ['not_found'] }),
  },
};
