export { SwitchesModule } from './switches.module.js';
export { Switches } from './switches.service.js';
