import { TextOf } from '../../validation/index.js';

/** A field that holds the password which an account is to have (contract, section 2). */
export const NewPassword = (): PropertyDecorator => TextOf(12, 128);
