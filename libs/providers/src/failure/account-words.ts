/** Money or an allowance is used up, as the providers say it. A rate that passes by itself is not among it. */
const NO_CREDIT = [
  /credit balance is too low|insufficient (?:balance|credits?|funds|quota)/i,
  /\b(?:api )?usage limits?\b|\bspend(?:ing)? (?:limit|cap)\b/i,
  /\bbilled users\b|(?:n't have a|no|not have a) free quota\b/i,
  /\bbilling\b.{0,20} (?:enabled|disabled|required)\b|\b(?:requires?|needs?|enable|activate|set up) billing\b/i,
];

/** What passes by itself. */
const RATE = /\bper[- ](?:second|minute|hour|day)\b/i;

/** The key or its account lacks something, however well the request is formed. */
const ACCOUNT = [
  /\b(?:organi[sz]ation|account|workspace|project|subscription) (?:must be|is not|has not been|isn't|hasn't been) (?:yet )?verified/i,
  /must be a member of|(?:is|are) not a member of|membership (?:is )?required/i,
  /\b(?:organi[sz]ation|account|workspace|project|subscription|plan|api key)\b.{0,40} (?:does not|doesn't) have access/i,
  /\b(?:organi[sz]ation|account|workspace|project|api key) (?:has been|was|is) (?:disabled|deactivated|suspended|archived)/i,
  /\b(?:credential|api key|key|token|subscription) (?:is|are) only (?:authori[sz]ed|allowed|permitted|valid|enabled|intended) (?:for|to)\b/i,
  /not (?:yet )?(?:available|enabled|allowed|permitted|supported) (?:for|on|to|in) (?:this|your) (?:organi[sz]ation|account|workspace|project|subscription|plan|api key|key)\b/i,
];

/** An error code of the form `organization_spend_limit_exceeded`. */
const CREDIT_CODE = /(?:^|_)(?:spend|spending|usage|budget|billing|billing_hard|credit)_limit_(?:exceeded|reached)$/;

/** Whether a provider's error message says that the account has no credit left. */
export function saysNoCredit(message: string): boolean {
  return NO_CREDIT.some((pattern) => pattern.test(message)) && !RATE.test(message);
}

/** Whether a provider's error message refuses the key or its account, not the request. */
export function refusesAccount(message: string): boolean {
  return ACCOUNT.some((pattern) => pattern.test(message));
}

/** Whether an error's code is one of an exhausted allowance. */
export function isCreditCode(code: string): boolean {
  return CREDIT_CODE.test(code);
}
