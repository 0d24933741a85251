export { KeyCardComponent } from './key-card.component.js';
