export { startSandbox } from './sandbox.js';
export { fingerprintOf, type Standing } from './server/key-behaviour.js';
export type { Sandbox, SandboxCall, SandboxOptions, Script, ScriptedAnswer, ScriptedStanding } from './server/types.js';
