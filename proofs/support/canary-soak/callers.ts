import type { Agent } from 'node:http';
import { FALLBACK_HEADER } from '#contracts';
import type { Searcher } from '#redaction/search';
import { chatCall, type ChatCall, type Face } from '../../../backend/test/support/calls.js';
import type { KeyCarriers } from '../../audit/cases/carriers.js';
import { canary, shapelessCanary, type RunSecrets } from '../../audit/secrets.js';
import { exchange } from './exchange.js';
import { unexplained } from './judge.js';
import { drawOrder, markOf, type Order } from './orders.js';
import { Ends, type FirstBytes } from './tally.js';

/** What a run has in common. */
export interface SoakRun {
  readonly seed: string;
  readonly secrets: RunSecrets;
  readonly firstBytes: FirstBytes;
}

/** Sends calls one after the other, on any number of connections. */
export interface Caller {
  /** @returns bytes that were read */
  next(agent: Agent): Promise<number>;
}

const callOf = ({ seed, secrets }: SoakRun, order: Order, face: Face): ChatCall =>
  chatCall(face, order.provider, order.isStream ? 'streamed' : 'plain', `${markOf(seed, order)} Please repeat ${secrets.prompts}`);

const kindOf = ({ isStream }: Order): string => (isStream ? 'streamed' : 'whole');

/** Calls through the application, each with a key of its own. */
export class ProductCaller implements Caller {
  readonly ends = new Ends();
  /** What no fault of a provider explains. */
  readonly unexplained: string[] = [];
  #number = 0;

  constructor(
    private readonly run: SoakRun,
    private readonly url: string,
    private readonly carriers: KeyCarriers,
    private readonly responses: Searcher,
  ) {}

  async next(agent: Agent): Promise<number> {
    const order = drawOrder(this.run.seed, (this.#number += 1));
    const { path, json, headers } = callOf(this.run, order, order.face);
    const sent = { path, json, headers: { ...headers, ...this.carriers.user.bearer, ...(await this.#keyFor(order)), [FALLBACK_HEADER]: order.fallback } };
    const answer = await exchange(agent, this.url, sent, this.responses);
    this.ends.add(order, answer);
    const fault = unexplained(order, answer);
    if (fault !== undefined) this.unexplained.push(`${JSON.stringify(order)}: ${fault}`);
    else if (order.fault === undefined) this.run.firstBytes.add(`BYOK, ${order.face === 'v1' ? '/api/v1' : 'native'}, ${kindOf(order)}`, answer.firstByteMs);
    return answer.bytes;
  }

  #keyFor({ number, provider, isShapeless, carrier }: Order): Promise<Record<string, string>> {
    const { keys } = this.run.secrets;
    const key = isShapeless ? shapelessCanary(keys, 'good', `n${number}`) : canary(keys, provider, 'good', `n${number}`);
    return this.carriers.header(provider, key, carrier);
  }
}

/** The same calls through the bare proxy, searched in the same way, for the time that takes. */
export class BareCaller implements Caller {
  calls = 0;
  bytes = 0;

  constructor(
    private readonly run: SoakRun,
    private readonly url: string,
    private readonly responses: Searcher,
  ) {}

  async next(agent: Agent): Promise<number> {
    const order = drawOrder(this.run.seed, (this.calls += 1));
    const { path, json, headers = {} } = callOf(this.run, order, 'native');
    const answer = await exchange(agent, this.url, { path: path.replace(`/${order.provider}/`, '/'), json, headers }, this.responses);
    this.bytes += answer.bytes;
    if (order.fault === undefined && answer.status === 200 && answer.isWhole) this.run.firstBytes.add(`bare proxy, ${kindOf(order)}`, answer.firstByteMs);
    return answer.bytes;
  }
}
