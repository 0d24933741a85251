/** The forms Intl.PluralRules chooses from in our languages. `{{count}}` is at hand in each. */
export interface PluralForms {
  readonly one: string;
  readonly few: string;
  readonly many: string;
  readonly other: string;
}

/** Languages with two forms, such as English. */
export function twoForms(one: string, other: string): PluralForms {
  return { one, few: other, many: other, other };
}
