export { BodyValidationPipe, OptionalBody } from './body-validation.pipe.js';
export { IfGiven } from './if-given.validator.js';
export { IgnoreUnknownParameters, QueryValidationPipe } from './query-validation.pipe.js';
export { UNKNOWN_FIELD } from './refused-fields.js';
export { Roubles } from './roubles.validator.js';
export { shownName } from './shown-name.js';
export { TextOf } from './text-of.validator.js';
export { UUID, UuidPipe } from './uuid.pipe.js';
export { WholeNumber } from './whole-number.validator.js';
