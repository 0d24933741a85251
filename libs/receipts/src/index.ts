export { checkReceipts, hashOfReceipt, type CheckOptions } from './check-receipts.js';
export {
  commitmentText,
  type PersonalField,
  type ReceiptCost,
  type ReceiptCostReason,
  type ReceiptKeySet,
  type ReceiptPayload,
  type ReceiptPublicKey,
  type ReceiptView,
  type SignedReceipt,
} from './receipt-payload.js';
export type { ReceiptCheck, ReceiptHead, ReceiptProblem, ReceiptProblemKind } from './receipt-problem.js';
