/** Resolves in a task of its own, so that the browser can answer somebody's touch before more work is done. */
export function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** What was loaded, once the task that evaluated it is over: for routes, which go on with it at once. */
export async function settled<T>(loading: Promise<T>): Promise<T> {
  const loaded = await loading;
  await nextTask();
  return loaded;
}
