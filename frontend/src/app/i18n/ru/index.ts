import { account } from './account.js';
import { common } from './common.js';
import { data } from './data.js';
import { errors } from './errors.js';
import { known } from './known.js';
import { studio } from './studio.js';
import { vault } from './vault.js';

/** What first screens need; `rest.ts` has the others. */
export default { account, common, data, errors, known, studio, vault };
