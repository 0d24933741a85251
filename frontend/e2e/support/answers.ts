import type { Page, Route } from '@playwright/test';

/** Headers of an answer that the platform paid. */
export const PLATFORM_PAID = {
  'content-type': 'text/event-stream',
  'x-byok-credential-source': 'platform',
  'x-byok-provider': 'openai',
  'x-byok-model': 'gpt-6-luna',
  'x-byok-tier': '1',
  'x-byok-attempts': 'platform:openai:ok',
};

const CHAT = '**/api/v1/chat/completions';

/** A chat's stream that says `content` and ends with `finish`; without one it breaks off. */
export function chatStream(content: string, finish: 'stop' | 'length' | null = 'stop'): string {
  const chunk = (delta: object, reason: string | null): string => `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: reason }] })}\n\n`;
  return `${chunk({ content }, null)}${finish === null ? '' : `${chunk({}, finish)}data: [DONE]\n\n`}`;
}

/** Answers each question of the page with the texts in their order, then with the last one. Returns the bodies that were sent. */
export async function answerWith(page: Page, ...answers: (string | { content: string; finish: 'stop' | 'length' | null })[]): Promise<Record<string, unknown>[]> {
  const asked: Record<string, unknown>[] = [];
  await page.route(CHAT, (route: Route) => {
    const answer = answers[Math.min(asked.length, answers.length - 1)] ?? '';
    asked.push(route.request().postDataJSON() as Record<string, unknown>);
    const { content, finish } = typeof answer === 'string' ? { content: answer, finish: 'stop' as const } : answer;
    return route.fulfill({ headers: PLATFORM_PAID, body: chatStream(content, finish) });
  });
  return asked;
}
