import { mkdtempSync, rmSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { KeySlot } from '#contracts';
import { startAgent, type Agent } from '../agent.js';
import { PinnedRoots } from '../platform/pinned-roots.js';
import { Secrets } from '../secrets/secrets.js';
import { FakePlatform } from './fake-platform.js';

export const KEYS: Readonly<Partial<Record<KeySlot, string>>> = { openai: 'sk-agent-openai-1', 'openai-2': 'sk-agent-openai-2', anthropic: 'sk-ant-agent', gemini: 'AIzaAgentKey' };

export function secretsOf(keys: Readonly<Partial<Record<KeySlot, string>>> = KEYS, token = 'byok_pat_good'): Secrets {
  return new Secrets(Buffer.from(token), new Map(Object.entries(keys).map(([slot, key]) => [slot as KeySlot, Buffer.from(key)])));
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** Agents over a fake platform, with a folder of settings of their own. Close it. */
export class AgentContext {
  readonly folder = mkdtempSync(join(tmpdir(), 'byok-agent-'));
  readonly pins = new PinnedRoots(join(this.folder, 'settings', 'roots.json'));
  readonly platform = new FakePlatform();
  /** What the agents said about calls. */
  readonly lines: string[] = [];
  readonly #agents: Agent[] = [];

  async start(keys = KEYS): Promise<Agent> {
    const agent = await startAgent({ platform: this.platform.origin, port: 0, secrets: secretsOf(keys), pins: this.pins, say: (line) => void this.lines.push(line) });
    this.#agents.push(agent);
    return agent;
  }

  async close(): Promise<void> {
    await Promise.all(this.#agents.map((agent) => agent.close()));
    await this.platform.close();
    rmSync(this.folder, { recursive: true });
  }
}

/** A request as it is written, any Host and Origin included. */
export async function send(agent: Agent, path: string, { method = 'GET', headers = {}, body }: { method?: string; headers?: OutgoingHttpHeaders; body?: Buffer | string } = {}): Promise<Answer> {
  const answer = await new Promise<IncomingMessage>((resolve, reject) => {
    const call = httpRequest(`${agent.origin}${path}`, { method, headers, agent: false }, resolve);
    call.on('error', reject);
    call.end(body);
  });
  return { status: answer.statusCode ?? 0, headers: answer.headers, body: await buffer(answer) };
}

export const bearer = ({ placeholder }: Agent) => ({ authorization: `Bearer ${placeholder}` });
