import { account } from './account.js';
import { admin } from './admin.js';
import { common } from './common.js';
import { course } from './course.js';
import { courses } from './courses.js';
import { errors } from './errors.js';
import { settings } from './settings.js';
import { studio } from './studio.js';
import { vault } from './vault.js';

export default { account, admin, common, course, courses, errors, settings, studio, vault };
