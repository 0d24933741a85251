import { FORMS, plantedForms, randomCore, type Form, type Planted } from '#redaction/search';

/** A secret that is put where a scan looks, in one encoding, so that the scan is known to find it. */
export interface Control extends Planted {
  readonly secret: string;
}

/** One of each encoding, each with a secret of its own. */
export function makeControls(): Control[] {
  return FORMS.map((form: Form) => {
    const secret = randomCore();
    const planted = plantedForms(secret).find((one) => one.form === form);
    if (planted === undefined) throw new Error(`There is no control of the form ${form}.`);
    return { ...planted, secret };
  });
}
