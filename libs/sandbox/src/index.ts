export { startSandbox } from './sandbox.js';
export { fingerprintOf } from './server/key-behaviour.js';
export type { Sandbox, SandboxCall, SandboxOptions, Script, ScriptedAnswer } from './server/types.js';
