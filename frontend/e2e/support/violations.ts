import type { BrowserContext } from '@playwright/test';

const ABOUT_POLICY = /content security policy|trusted ?type|refused to (load|execute|apply|connect)/i;

/**
 * Collects what the content security policy objects to, in every page of the context, from the browser's own
 * event and from the console (which also reports what happens before any script runs), and uncaught errors.
 */
export async function watchViolations(context: BrowserContext): Promise<string[]> {
  const violations: string[] = [];
  await context.exposeBinding('reportViolation', (_source, text: string) => violations.push(text));
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => {
      const report = (globalThis as unknown as { reportViolation(text: string): void }).reportViolation;
      report(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber} ${event.sample}`);
    });
  });
  context.on('console', (message) => {
    if (message.type() !== 'log' && ABOUT_POLICY.test(message.text())) violations.push(message.text());
  });
  context.on('weberror', (webError) => violations.push(`uncaught: ${webError.error().message}`));
  return violations;
}
