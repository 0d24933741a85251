import { jarOf, PASSWORD, type Jar } from './accounts-application.js';
import type { TestApplication } from './application.js';

/** The first administrator of a test application, signed in. */
export async function signInAdministrator({ accounts }: TestApplication): Promise<Jar> {
  const credentials = { email: 'admin@example.test', password: PASSWORD };
  return jarOf(await accounts.call('post', '/api/auth/login').send(credentials).expect(200));
}
