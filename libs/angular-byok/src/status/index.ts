export { UnlockDialog } from '../unlock/unlock-dialog.service.js';
export { VaultStatusComponent } from '../unlock/vault-status.component.js';
