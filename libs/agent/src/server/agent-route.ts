import type { ByokProviderId } from '#contracts';

export type AgentApiFormat = 'openai' | 'anthropic' | 'gemini';

/** A base path of the agent and what it stands for at the platform. */
export interface AgentRoute {
  /** As tools get it, without the version that their SDK adds. */
  readonly local: string;
  readonly platform: string;
  readonly apiFormat: AgentApiFormat;
  /** Whose keys go with its calls; undefined: all of them, since the model decides. */
  readonly provider: ByokProviderId | undefined;
}

export const AGENT_ROUTES: readonly AgentRoute[] = [
  { local: '/v1', platform: '/api/v1', apiFormat: 'openai', provider: undefined },
  { local: '/openai', platform: '/api/openai', apiFormat: 'openai', provider: 'openai' },
  { local: '/anthropic', platform: '/api/anthropic', apiFormat: 'anthropic', provider: 'anthropic' },
  { local: '/gemini', platform: '/api/gemini', apiFormat: 'gemini', provider: 'gemini' },
];

/** A request's target, taken apart. */
export interface Target {
  readonly route: AgentRoute;
  /** Path at the platform, as it was written. */
  readonly path: string;
  /** What stands behind `?`, as it was written; undefined without one. */
  readonly query: string | undefined;
}

/**
 * The target of a request line; undefined for what is not one of the agent's routes. The platform's own paths
 * (`/api/v1`, …) work too, so that a tool made for the platform changes its origin alone.
 */
export function targetOf(url: string): Target | undefined {
  const mark = url.indexOf('?');
  const path = mark === -1 ? url : url.slice(0, mark);
  if (!staysBelow(path)) return undefined;
  for (const route of AGENT_ROUTES) {
    for (const prefix of [route.local, route.platform]) {
      if (path !== prefix && !path.startsWith(`${prefix}/`)) continue;
      return { route, path: route.platform + path.slice(prefix.length), query: mark === -1 ? undefined : url.slice(mark + 1) };
    }
  }
  return undefined;
}

/** Whether no reader of the path, a proxy before the platform for one, could take it for one outside its prefix. */
function staysBelow(path: string): boolean {
  try {
    return decodeURIComponent(path)
      .split(/[\\/]/)
      .every((segment) => segment !== '.' && segment !== '..');
  } catch {
    return false;
  }
}
