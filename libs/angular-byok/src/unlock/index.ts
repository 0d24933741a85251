export { UnlockComponent } from './unlock.component.js';
export { UnlockToPayComponent } from './unlock-to-pay.component.js';
