import { inject } from '@angular/core';
import { ActivatedRoute } from '@angular/router';

/** A token that a link carries in its fragment, which browsers send to no server; undefined without one. */
export function injectLinkToken(name: 'invite' | 'token'): string | undefined {
  return new URLSearchParams(inject(ActivatedRoute).snapshot.fragment ?? '').get(name) || undefined;
}
