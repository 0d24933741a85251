export { PlatformKeysModule } from './platform-keys.module.js';
