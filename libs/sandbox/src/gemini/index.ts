export { geminiEmulator } from './gemini.emulator.js';
