import first from './index.js';
import rest from './rest.js';

/** Both parts, for specs. */
export default { ...first, ...rest };
