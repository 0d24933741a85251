import type { Environment } from '../../src/config/index.js';
import { startApplication, type TestApplication, type TestUser } from './application.js';

/** What a file of tests shares: one application, and one user of plan `business`. */
export interface SharedApplication {
  readonly app: TestApplication;
  readonly user: TestUser;
}

/**
 * Starts one application with one user before the tests of the file or `describe` that calls this, and closes it behind
 * them. `assign` puts both into the file's own variables. Hooks that the file adds after this call find them there.
 */
export function setUpApplication(assign: (shared: SharedApplication) => void, environment: Environment = {}): void {
  let app: TestApplication | undefined;
  beforeAll(async () => {
    app = await startApplication(environment);
    assign({ app, user: await app.user() });
  });
  afterAll(() => app?.close());
}
