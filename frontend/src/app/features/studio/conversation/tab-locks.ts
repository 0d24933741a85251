/** What a tab holds for as long as it lives, so that the others know: the browser lets go of it even when the tab falls over. */
const ANSWER = 'byok-answer-';
const CONVERSATION = 'byok-shown-';

function hold(name: string): () => void {
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => (release = resolve));
  // Without the API each tab stands alone.
  void navigator.locks?.request(name, { mode: 'shared' }, () => held).catch(() => undefined);
  return () => release();
}

/** Tells the other tabs that this one writes the answer, until the returned function is called. */
export function holdAnswer(exchange: string): () => void {
  return hold(ANSWER + exchange);
}

/** Tells the other tabs that this one shows the conversation, until the returned function is called. */
export function holdConversation(id: string): () => void {
  return hold(CONVERSATION + id);
}

async function heldWith(prefix: string): Promise<ReadonlySet<string>> {
  const state = await navigator.locks?.query?.().catch(() => undefined);
  const names = (state?.held ?? []).map(({ name }) => name ?? '').filter((name) => name.startsWith(prefix));
  return new Set(names.map((name) => name.slice(prefix.length)));
}

/** The answers that some tab is writing now. */
export function liveAnswers(): Promise<ReadonlySet<string>> {
  return heldWith(ANSWER);
}

/** The conversations that some tab shows now. */
export function shownConversations(): Promise<ReadonlySet<string>> {
  return heldWith(CONVERSATION);
}
