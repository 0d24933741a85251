/** Allows scripts of our own origin alone. */
const policy = window.trustedTypes?.createPolicy('byok-worker', {
  createScriptURL: (address) => {
    if (new URL(address, location.href).origin !== location.origin) throw new TypeError('Workers are loaded from our own origin only.');
    return address;
  },
});

/** A worker under a policy that wants Trusted Types, which browsers ask of a worker's address, too. */
export class TrustedWorker extends Worker {
  constructor(address: URL, options: WorkerOptions) {
    const { href } = address;
    // The DOM's types know no trusted address.
    super((policy?.createScriptURL(href) ?? href) as string, options);
  }
}
