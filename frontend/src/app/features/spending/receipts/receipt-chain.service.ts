import { Injectable, inject } from '@angular/core';
import { EMPTY, concatMap, defer, expand, from, last, map, switchMap, tap, type Observable } from 'rxjs';
import { checkReceipts, type ReceiptHead, type ReceiptKeySet, type ReceiptProblem } from '#receipts';
import { ReceiptsApi } from '../../../core/api/receipts.api.js';
import { readSeenReceipt, writeSeenReceipt } from './seen-receipts.js';

/** Receipts of one question to the server. */
const PAGE = 1000;
/** Problems that are kept; a chain that is broken everywhere needs no more. */
const MAX_PROBLEMS = 50;

/** How far a check has come. */
export interface ChainCheck {
  readonly checked: number;
  readonly last: ReceiptHead | undefined;
  readonly problems: readonly ReceiptProblem[];
  readonly isWholePage: boolean;
}

/** Checks the chain of receipts in this browser, page by page. */
@Injectable({ providedIn: 'root' })
export class ReceiptChainService {
  private readonly api = inject(ReceiptsApi);

  /**
   * Checks what came since the last time, and that what was seen then is still there; remembers the last receipt when
   * all is well. Fails with ApiError.
   * @param whole from the first receipt on, however much was checked before
   */
  check(userId: string, whole: boolean): Observable<ChainCheck> {
    return defer(() => {
      const seen = readSeenReceipt(userId);
      // It begins with the receipt that was seen, so that its hash is compared.
      const begin = whole || seen === null ? undefined : seen.number - 1;
      const start: ChainCheck = { checked: 0, last: undefined, problems: [], isWholePage: true };
      return this.api.keys().pipe(
        switchMap((keys) =>
          this.next(start, keys, begin, seen).pipe(
            expand((check) => (check.isWholePage && check.last !== undefined ? this.next(check, keys, check.last.number - 1, seen) : EMPTY)),
          ),
        ),
        last(),
        tap(({ last: head, problems }) => {
          if (head !== undefined && problems.length === 0) writeSeenReceipt(userId, head);
        }),
      );
    });
  }

  /** The page behind the number `after`; it begins with the last receipt of the page before, so that the two are linked. */
  private next(before: ChainCheck, keys: ReceiptKeySet, after: number | undefined, seen: ReceiptHead | null): Observable<ChainCheck> {
    return this.api.page('asc', PAGE, after).pipe(
      concatMap((receipts) => {
        const heads = [before.last, seen ?? undefined].filter((head) => head !== undefined);
        const isWholePage = receipts.length >= PAGE;
        return from(checkReceipts(receipts, keys, { seen: heads, isWhole: after === undefined })).pipe(
          map((check) => ({
            checked: before.checked + check.checked - (before.last === undefined ? 0 : 1),
            last: check.last ?? before.last,
            // What was seen may come with a later page.
            problems: [...before.problems, ...check.problems.filter(({ kind, number = 0 }) => !(isWholePage && kind === 'unknown_head' && number > (check.last?.number ?? 0)))].slice(0, MAX_PROBLEMS),
            isWholePage,
          })),
        );
      }),
    );
  }
}
