/** Where a form is not read before the caller is known, but handed to the route as a stream. */
const TAKES_RECORDINGS = /^\/api\/jobs\/?(?:\?|$)/;

/** Whether a multipart body of this URL belongs to the jobs, which read it themselves. */
export function takesRecordings(url: string): boolean {
  return TAKES_RECORDINGS.test(url);
}
