// Apart from the other elements: what else needs those would load Material's radio buttons with them.
export { ChoiceListComponent, type Choice } from './choice-list.component.js';
export { FallbackChoiceComponent } from './fallback-choice.component.js';
export type { ByokUser, FallbackPreferences } from '../byok.options.js';
