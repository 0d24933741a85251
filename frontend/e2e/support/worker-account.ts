import { expect, type Browser, type BrowserContext } from '@playwright/test';

export const ACCOUNT_PASSWORD = 'account-password-of-the-e2e-run';

/** A session serves tests for this long, in milliseconds: a third of an access cookie's life. */
const SESSION_MS = 5 * 60_000;

export type SessionState = Awaited<ReturnType<BrowserContext['storageState']>>;

/**
 * The account of a worker's tests. Each begins with the same session as the ones before, so none may have to renew it:
 * the first to do so would end it for the others, since a refresh cookie serves once.
 */
export class WorkerAccount {
  private constructor(
    readonly email: string,
    private readonly context: BrowserContext,
    private state: SessionState,
    private since: number,
  ) {}

  static async with(browser: Browser, baseURL: string, name: string, use: (account: WorkerAccount) => Promise<void>): Promise<void> {
    const context = await browser.newContext({ baseURL });
    const email = `${name}-${Date.now()}@school.example`;
    const answer = await context.request.post('/api/auth/register', { data: { email, password: ACCOUNT_PASSWORD } });
    expect(answer.status()).toBe(201);
    await use(new WorkerAccount(email, context, await context.storageState(), Date.now()));
    await context.close();
  }

  /** What a browser has that is signed in. */
  async session(): Promise<SessionState> {
    if (Date.now() - this.since < SESSION_MS) return this.state;
    const answer = await this.context.request.post('/api/auth/login', { data: { email: this.email, password: ACCOUNT_PASSWORD } });
    expect(answer.status()).toBe(200);
    this.since = Date.now();
    this.state = await this.context.storageState();
    return this.state;
  }
}
