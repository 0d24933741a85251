export { jsonIn } from './json-in-text.js';
export { mapTexts } from './map-texts.js';
