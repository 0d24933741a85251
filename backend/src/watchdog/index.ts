export { startWatchdog } from './start-watchdog.js';
export { linkToStarter } from './starter-link.js';
