export { startAgent, type Agent, type AgentOptions } from './agent.js';
export { PinnedRoots } from './platform/pinned-roots.js';
export { Secrets } from './secrets/secrets.js';
export { StartError } from './start.error.js';
