import type { howWeKnow as russian } from '../ru/how-we-know.js';
import type { SameShape } from '../shape.js';

export const howWeKnow: SameShape<typeof russian> = {
  heading: 'How we know',
  lead: 'We promise that your key does not stay on the server. Here is how that is measured, what the measurement can’t see, and how to repeat it yourself.',
  last: {
    heading: 'The last check of this server',
    who: 'The server’s administrator publishes the result. The server reports on itself, so what counts more is that anybody can repeat the check.',
  },
  proves: {
    heading: 'What the check does',
    sends: 'It sends marked keys through every route and every kind of job: sealed and plain, with answers of every kind, broken connections, refusals by providers, and crashes of the server itself.',
    searches: 'Then it looks for the mark wherever a key could stay: in logs, in all files of database and queue, in folders, answers, metrics and the memory of the processes; in plain form and in dozens of encodings, whole and in pieces of 12 characters or more.',
    sees: 'It first proves that it can see: in every place it must find a mark that was planted, and builds with a leak made on purpose must fail.',
    complete: 'It takes the list of routes from the program itself: a new route without a check fails it.',
  },
  limits: {
    heading: 'What it does not prove',
    memory: 'It can’t see memory outside of the JavaScript engine, or memory that was freed and not yet overwritten.',
    machine: 'It can’t see swap, snapshots of the machine, or what its owner or host keeps.',
    others: 'It knows nothing of the providers, of proxies on the way, or of extensions in your browser.',
    time: 'It measures one day and one version. After an update it has to be repeated.',
    owner: 'Whoever controls the server can run another program than the one that was checked. No check helps against that: you have to trust them.',
  },
  yourself: {
    heading: 'Check it yourself',
    text: 'In a copy of the source code, on Debian Linux with its packages redis-server and postgresql, after npm start:',
    command: 'Command of the check',
    running: 'It starts a system of its own with its own database and queue, and touches nothing of yours. How to check a running server is in docs/security/audit.md.',
  },
  page: {
    heading: 'Is this the right page',
    text: 'You type the key into a page that the server sends. It holds the fingerprints of all its scripts, and the browser runs no script that doesn’t match. One fingerprint stands for all:',
    check: 'A page can’t vouch for itself. Ask the server for the fingerprint without a browser:',
    command: 'Command for the fingerprint',
    build: 'and compare it with what the same version of the source code prints:',
  },
  transit: {
    heading: 'Is it the right key that seals yours',
    text: 'Before it is sent, the browser seals your key with the server’s public key. Whoever swaps that public key can read every key typed after that.',
    root: 'So the administrator can sign it with a key that is not on the server. The browser remembers it at the first visit, and seals nothing with a key that lacks its signature. Compare the root key’s fingerprint with the one that the administrator told you by another way.',
  },
};
