export { FallbackChoiceComponent } from './fallback-choice.component.js';
