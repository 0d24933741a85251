/** What never comes true is given up after so long. */
const TIMEOUT_MS = 120_000;

/** Tries until it holds, however busy the machine is. @returns what it returned then @throws its last error */
export async function eventually<Value>(holds: () => Value | PromiseLike<Value>): Promise<Value> {
  const deadline = Date.now() + TIMEOUT_MS;
  for (;;) {
    try {
      return await holds();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
