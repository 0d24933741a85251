export { AccountChanges, type AccountChangeListener } from './account-changes.service.js';
export { accountView, accountViewOf, preferencesOf } from './account-view.js';
export { EMAIL_LIMIT, isEmail, normaliseEmail } from './email.js';
export { UserAdministration } from './user-administration.service.js';
export { UsersModule } from './users.module.js';
export { SESSION_SECONDS, UsersService } from './users.service.js';
