import { accountPage } from './account-page.js';
import { admin } from './admin.js';
import { attachments } from './attachments.js';
import { course } from './course.js';
import { courses } from './courses.js';
import { dataPage } from './data-page.js';
import { howWeKnow } from './how-we-know.js';
import { spending } from './spending.js';
import { start } from './start.js';

/** Words of pages that no first visit to sign-in, Studio or settings shows: they come with those pages. */
export default { accountPage, admin, attachments, course, courses, dataPage, howWeKnow, spending, start };
