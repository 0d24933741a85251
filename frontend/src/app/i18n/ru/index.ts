import { account } from './account.js';
import { common } from './common.js';
import { data } from './data.js';
import { errors } from './errors.js';
import { settings } from './settings.js';
import { studio } from './studio.js';
import { vault } from './vault.js';

/** What first screens need; `rest.ts` has the others. */
export default { account, common, data, errors, settings, studio, vault };
