/**
 * Works on items as they come, at most `limit` at once; results in the order of the items. After a failure
 * nothing new begins; what runs already is waited for, so that its result is kept.
 * @param goesOn whether this failure concerns its own item alone, so that the others still begin
 * @throws the failure that stopped the rest, or else the first
 */
export async function inParallel<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  limit: number,
  work: (item: Item, index: number) => Promise<Result>,
  goesOn: (error: unknown) => boolean = () => false,
): Promise<Result[]> {
  const results: Result[] = [];
  const running = new Set<Promise<void>>();
  let failure: { error: unknown } | undefined;
  let stop: { error: unknown } | undefined;
  let count = 0;
  try {
    for await (const item of items) {
      const index = count;
      count += 1;
      const task: Promise<void> = work(item, index)
        .then(
          (result) => void (results[index] = result),
          (error: unknown) => {
            failure ??= { error };
            if (!goesOn(error)) stop ??= { error };
          },
        )
        .finally(() => running.delete(task));
      running.add(task);
      if (running.size >= limit) await Promise.race(running);
      if (stop !== undefined) break;
    }
  } catch (error) {
    failure ??= { error };
  }
  await Promise.all(running);
  failure = stop ?? failure;
  if (failure !== undefined) throw failure.error;
  return results;
}
