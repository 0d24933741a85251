export { TEST_USER, createByokTestingModule, type ByokTestingOptions } from './create-byok-testing-module.js';
