/** One tab of a browser, with what the drivers of Firefox and WebKit have in common. Elements are found by XPath. */
export interface Tab {
  goto(url: string): Promise<void>;
  /** Waits for the element. */
  click(xpath: string): Promise<void>;
  /** Waits for the element, and types as a person would. */
  type(xpath: string, text: string): Promise<void>;
  /** @param source an expression; what it promises is awaited and must be plain JSON */
  evaluate<T>(source: string): Promise<T>;
}

export interface Browser {
  /** Another tab of the same profile. */
  newTab(): Promise<Tab>;
  close(): Promise<void>;
}

/** How long is waited for an element, in milliseconds. */
export const TIMEOUT_MS = 20_000;
/** Pause between two looks, in milliseconds. */
const LOOK_MS = 100;

/** Characters of a page in an error. */
const MAX_SHOWN = 1_500;

/** Looks until there is a result. @throws Error that says what was waited for */
export async function eventually<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
  const end = Date.now() + TIMEOUT_MS;
  let failure: unknown;
  while (Date.now() < end) {
    try {
      const found = await look();
      if (found !== undefined) return found;
    } catch (error) {
      failure = error;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  throw new Error(`Waited ${TIMEOUT_MS / 1000} s for ${what}.`, { cause: failure });
}

/** Waits until an element of the page that can be seen has the text. */
export async function see(tab: Tab, text: string): Promise<void> {
  let shown = '';
  const look = async (): Promise<true | undefined> => {
    shown = await tab.evaluate<string>('document.body.innerText');
    return shown.includes(text) ? true : undefined;
  };
  await eventually(`the text "${text}"`, look).catch((error: unknown) => {
    throw new Error(`The page shows: ${shown.slice(0, MAX_SHOWN)}`, { cause: error });
  });
}
