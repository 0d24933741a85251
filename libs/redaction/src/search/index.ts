export { canaryKey, shapelessCanaryKey } from './canary-keys.js';
export { FORMS, type Form } from './forms.js';
export { KeySearch, findKey } from './key-search.js';
export { type Sought } from './pattern-search.js';
export { TEXT_FORMS, plantedForms, type Planted } from './planted-forms.js';
export { randomCore } from './random-core.js';
export { Searcher, type Found } from './searcher.js';
export { withZeros, withoutEscapes } from './spellings.js';
