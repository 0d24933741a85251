/**
 * A collection whose members come and go with the calls. In a `Set` or `Map` each table that V8 outgrows points to the
 * next: once one is old, all that was ever a member beside it outlives the young generation
 * (docs/decisions/2026-11-30-no-weak-maps-in-a-call.md). A slot here is empty as soon as its member has gone.
 */
export class Slots<Member extends object> {
  readonly #members: (Member | undefined)[] = [];
  readonly #free: number[] = [];

  /** @returns the slot, for `leave` */
  join(member: Member): number {
    const slot = this.#free.pop() ?? this.#members.length;
    this.#members[slot] = member;
    return slot;
  }

  /** Does nothing when the slot is another's by now. */
  leave(slot: number, member: Member): void {
    if (this.#members[slot] !== member) return;
    this.#members[slot] = undefined;
    this.#free.push(slot);
  }

  *[Symbol.iterator](): Generator<Member> {
    for (const member of this.#members) if (member !== undefined) yield member;
  }
}
