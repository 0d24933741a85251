export { StoredKeys } from '../vault/stored-keys.service.js';
export { StoragePromiseService, type StoragePromise } from '../vault/storage-promise.service.js';
export { isAccountId } from '../sealing/account-id.js';
export { TransitRoot, fingerprintOf, type OtherRoot } from '../sealing/transit-root.service.js';
export { SecretFieldComponent } from '../secret/secret-field.component.js';
export { peekSecret, takeSecret, type SecretKind, type TypedSecret } from '../secret/secret-input.js';
export { readPastedKey, takePastedKey, type PastedAddition, type PastedKey, type PastedProblem, type UselessKey } from '../secret/pasted-key.js';
export { KeyFormComponent, type SavedKey } from './key-form.component.js';
export { KeyDetailsComponent } from './key-details.component.js';
