import type { Searcher } from '#redaction/search';

/** As much of an answer is searched at a time. */
export const BLOCK_BYTES = 1024 * 1024;
/** Bytes on each side of a block's end that are searched together: what is cut in two there stands whole in them, a packed text of that length too. */
const SEAM_BYTES = 64 * 1024;

/** Searches an answer as it streams by, without keeping it. */
export class SearchedBody {
  #chunks: Buffer[] = [];
  #length = 0;
  #before: Buffer = Buffer.alloc(0);

  constructor(
    private readonly searcher: Searcher,
    private readonly where: string,
  ) {}

  add(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    if (this.#length >= BLOCK_BYTES) this.#search();
  }

  end(): void {
    if (this.#length > 0) this.#search();
  }

  #search(): void {
    const block = Buffer.concat(this.#chunks);
    this.#chunks = [];
    this.#length = 0;
    this.searcher.look(this.where, block);
    if (this.#before.length > 0) this.searcher.lookAgain(this.where, Buffer.concat([this.#before, block.subarray(0, SEAM_BYTES)]));
    this.#before = Buffer.from(block.subarray(-SEAM_BYTES));
  }
}
