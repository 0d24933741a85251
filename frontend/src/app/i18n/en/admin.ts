import type { admin as russian } from '../ru/admin.js';
import { twoForms } from '../plural.js';
import type { SameShape } from '../shape.js';

export const admin: SameShape<typeof russian> = {
  heading: 'Users',
  lead: 'The plan decides which models are available. A new plan applies from the next request on.',
  count: twoForms('{{count}} account', '{{count}} accounts'),
  search: 'Find by e-mail',
  roles: { user: 'Author', admin: 'Administrator' },
  planOf: 'Plan of {{email}}',
  changed: '{{email}} now has the {{plan}} plan',
  more: 'Show more',
  nobody: 'Nobody found. Check the spelling of the address.',
};
