/** PostgreSQL's channel for changes of jobs; a message has a line `<job id> <status>` for each of them. */
export const JOBS_CHANNEL = 'byok_jobs';
