import { DOCUMENT } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { EitherXsrfTokenExtractor } from './xsrf-token-extractor.js';

it.each([
  ['', null],
  ['a=1; XSRF-TOKEN=plain', 'plain'],
  ['XSRF-TOKEN=', null],
  ['XSRF-TOKEN=planted; __Host-XSRF-TOKEN=own; b=2', 'own'],
  ['X__Host-XSRF-TOKEN=x; xsrf-token=y', null],
])('of the cookies %j the XSRF token is %j', (cookie, token) => {
  TestBed.configureTestingModule({ providers: [{ provide: DOCUMENT, useValue: { cookie, querySelectorAll: () => [] } }] });
  expect(TestBed.inject(EitherXsrfTokenExtractor).getToken()).toBe(token);
});
