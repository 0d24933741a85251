import type { SeenLeak } from './eyes.js';
import type { AuditResult } from './own-system.js';
import type { SearchedPlace } from './places.js';
import { CONTROL } from './secrets.js';

/** What no audit of this kind sees. Said with every result. */
export const BLIND_SPOTS: readonly string[] = [
  "memory outside of V8's heap (Buffers, OpenSSL, the HTTP parser), and freed memory that nobody has overwritten",
  'swap, core dumps, and what a kernel, hypervisor or snapshot of the machine keeps',
  'fewer than 12 characters of a key in a row, encryption, and encodings that are not listed',
  'what providers, proxies and browsers keep',
  'code that behaves otherwise than in this run: it is a measurement, no proof',
];

/** One thing that the audit checked. */
export interface Check {
  readonly name: string;
  readonly isPassed: boolean;
  readonly detail: string;
}

/** A secret in a place where it does not belong. */
export interface Finding {
  readonly place: string;
  readonly secret: string;
  readonly form: string;
  readonly where: string;
}

export function findingsOf(places: readonly SearchedPlace[]): readonly Finding[] {
  return places.flatMap(({ searcher }) => searcher.found.filter(({ name }) => name !== CONTROL).map(({ name, form, where }) => ({ place: searcher.place, secret: name, form, where })));
}

/** Controls that a place should have shown, and did not. */
function unseenIn({ searcher, mustSee }: SearchedPlace): readonly string[] {
  const seen = new Set(searcher.found.filter(({ name }) => name === CONTROL).map(({ form }) => form));
  return mustSee.filter((form) => !seen.has(form));
}

export function checksOf(result: AuditResult): readonly Check[] {
  return [
    ...result.leaks.map(({ queue, leak, places, held, isSeen }) => ({ name: `sees a planted leak: ${leak} (${queue})`, isPassed: isSeen, detail: isSeen ? places.join('; ') : [`looked for, and found in ${places.join('; ') || 'no place'}`, ...held.map((path) => `held by ${path}`)].join('; ') })),
    ...result.coverage.filter(({ reached }) => reached > 0).map(({ route, calls }) => ({ name: `route ${route}`, isPassed: true, detail: `${calls} calls` })),
    ...result.unreached.map((route) => ({ name: `route ${route}`, isPassed: false, detail: 'write a case for it in proofs/audit/cases' })),
    ...result.missingOutcomes.map((code) => ({ name: `outcome ${code}`, isPassed: false, detail: 'no call and no job came to it' })),
    ...placeChecks(result.places),
  ];
}

/** Of each place: that its controls were seen, and nothing else. */
export function placeChecks(places: readonly SearchedPlace[]): readonly Check[] {
  const findings = findingsOf(places);
  return places.flatMap((place) => {
    const unseen = unseenIn(place);
    const found = findings.filter((finding) => finding.place === place.searcher.place);
    return [
      { name: `sees into ${place.searcher.place}`, isPassed: place.mustSee.length > 0 && unseen.length === 0, detail: unseen.length === 0 ? `${place.mustSee.length} encodings` : `not: ${unseen.join(', ')}` },
      {
        name: `nothing in ${place.searcher.place}`,
        isPassed: found.length === 0,
        detail: [...found.slice(0, 5).map(({ secret, form, where }) => `${secret} (${form}) in ${where}`), ...(place.held ?? []).map(({ name, path }) => `${name} held by ${path}`)].join('; '),
      },
    ];
  });
}

const cell = (value: string | number, width: number): string => (typeof value === 'number' ? value.toLocaleString('en').padStart(width) : value.padEnd(width));

/** Columns of text and numbers under each other. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (typeof row[column] === 'number' ? (row[column] as number).toLocaleString('en') : String(row[column])).length)));
  const lineOf = (row: readonly (string | number)[]): string => row.map((value, column) => cell(value, widths[column] ?? 0)).join('  ').trimEnd();
  return [lineOf(head), widths.map((width) => '─'.repeat(width)).join('  '), ...rows.map(lineOf)].join('\n');
}

/** What was looked at, and found. */
export function placeTable(places: readonly SearchedPlace[]): string {
  const findings = findingsOf(places);
  return table(
    ['place', 'pieces', 'bytes', 'controls', 'found'],
    places.map((place) => [place.searcher.place, place.searcher.pieces, place.searcher.bytes, `${place.mustSee.length - unseenIn(place).length} of ${place.mustSee.length}`, findings.filter(({ place: name }) => name === place.searcher.place).length]),
  );
}

/** How planted leaks in memory are held: what a finding there would look like. */
function heldLines(leaks: readonly SeenLeak[]): readonly string[] {
  const lines = leaks.flatMap(({ queue, leak, held: [first] }) => (first === undefined ? [] : [`${leak} (${queue}) is held by ${first}`]));
  return lines.length === 0 ? [] : [lines.join('\n')];
}

/** The report for people. */
export function printed(result: AuditResult, checks: readonly Check[]): string {
  const findings = findingsOf(result.places);
  const failed = checks.filter(({ isPassed }) => !isPassed);
  const ends = Object.entries(result.jobs).flatMap(([queue, jobs]) => [...jobs].map(([name, counts]) => [queue, name, [...counts].map(([end, count]) => `${end} ×${count}`).join(', ')]));
  return [
    table(['route', 'calls'], result.coverage.map(({ route, calls }) => [route, calls])),
    table(['how calls ended', 'calls'], Object.entries(result.outcomes).sort(([, one], [, other]) => other - one)),
    ...(ends.length === 0 ? [] : [table(['queue', 'jobs', 'ended'], ends)]),
    placeTable(result.places),
    ...(result.leaks.length === 0 ? [] : [table(['queue', 'planted leak', 'seen in'], result.leaks.map(({ queue, leak, places }) => [queue, leak, places.join('; ') || 'NO PLACE']))]),
    ...heldLines(result.leaks),
    `It can't see: ${BLIND_SPOTS.join('; ')}.`,
    ...(result.notCalled === undefined ? [] : [result.notCalled]),
    ...failed.map(({ name, detail }) => `FAILED  ${name}: ${detail}`),
    `${result.calls.toLocaleString('en')} calls through ${result.coverage.filter(({ reached }) => reached > 0).length} routes, ${result.places.length} places, ${result.seconds} s: ${findings.length === 0 ? '0 found' : `${findings.length} FOUND`}; ${checks.length - failed.length} checks passed, ${failed.length} failed.`,
  ].join('\n\n');
}

/** The report for programs. */
export function asJson(result: AuditResult, checks: readonly Check[]): object {
  return {
    date: result.date,
    seconds: result.seconds,
    passed: checks.filter(({ isPassed }) => isPassed).length,
    failed: checks.filter(({ isPassed }) => !isPassed).length,
    calls: result.calls,
    routes: result.coverage,
    outcomes: result.outcomes,
    jobs: Object.fromEntries(Object.entries(result.jobs).map(([queue, ends]) => [queue, Object.fromEntries([...ends].map(([name, counts]) => [name, Object.fromEntries(counts)]))])),
    places: result.places.map((place) => ({ place: place.searcher.place, pieces: place.searcher.pieces, bytes: place.searcher.bytes, controls: place.mustSee, unseen: unseenIn(place), held: place.held })),
    notCalled: result.notCalled,
    leaks: result.leaks,
    findings: findingsOf(result.places),
    failures: checks.filter(({ isPassed }) => !isPassed),
    blindSpots: BLIND_SPOTS,
  };
}
