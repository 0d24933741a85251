import { REPLAY_BYTES } from './spooled-body.js';
import type { UploadedForm } from './uploaded-form.js';

const TOO_LARGE = `The upload is larger than ${REPLAY_BYTES / 1024 / 1024} MiB, so it could not be sent again, with this key or another.`;

/** Why an upload can't be sent twice; undefined when it can, or when there is none. */
export function sentOnce(form: UploadedForm | undefined): string | undefined {
  return form === undefined || form.body.isReplayable ? undefined : TOO_LARGE;
}
