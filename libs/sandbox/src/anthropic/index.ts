export { anthropicEmulator } from './anthropic.emulator.js';
