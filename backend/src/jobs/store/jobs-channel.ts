/** PostgreSQL's channel for changes of jobs; a message is `<job id> <status>`. */
export const JOBS_CHANNEL = 'byok_jobs';
