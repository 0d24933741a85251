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
      description: 'The account gets the plan `free`. 10 tries a minute for each address, 100 an hour for each account.',
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
    get: operation({ id: 'readAccount', tag, summary: 'Your account', description: 'The same as /api/auth/me, for tokens too: whoever seals a key needs the `id`.', answers: { 200: account } }),
  },
  '/api/me/preferences': {
    patch: operation({ id: 'changePreferences', tag, summary: 'Change how `auto` chooses and what falls back', body: json(ref('PreferencesChange'), { fallback: 'never' }), answers: { 200: account } }),
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
    patch: operation({ id: 'changePlan', tag: 'administration', access: 'admin', summary: "Change an account's plan", parameters: [id], body: json(ref('PlanChange'), { plan: 'pro' }), answers: { 200: { description: 'The account.', content: json(ref('AdminAccount')) } }, errors: ['not_found'] }),
  },
};
