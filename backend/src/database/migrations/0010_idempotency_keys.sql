CREATE TABLE "idempotency_keys" (
	"user_id" uuid NOT NULL,
	"key" text NOT NULL,
	"fingerprint" text NOT NULL,
	"job_id" uuid NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_user_id_key_pk" PRIMARY KEY("user_id","key")
);
--> statement-breakpoint
ALTER TABLE "idempotency_keys" ADD CONSTRAINT "idempotency_keys_job_id_jobs_id_fk" FOREIGN KEY ("job_id") REFERENCES "public"."jobs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "idempotency_keys_job_id" ON "idempotency_keys" USING btree ("job_id");--> statement-breakpoint
CREATE INDEX "idempotency_keys_created_at" ON "idempotency_keys" USING btree ("created_at");
--> statement-breakpoint
-- As before, and remembers the idempotency keys of those that have one; an older version sends none.
CREATE OR REPLACE FUNCTION "public"."write_jobs"("creations" jsonb, "claims" jsonb, "endings" jsonb, "shares" jsonb, OUT "created" json, OUT "taken" json, OUT "ended" json, OUT "admitted" json)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $$
DECLARE
  freed uuid[];
BEGIN
  IF creations IS NOT NULL OR endings IS NOT NULL THEN
    PERFORM pg_advisory_xact_lock(1245661011, owner.key) FROM (
      SELECT hashtext(item ->> 'userId') AS key FROM jsonb_array_elements(creations) AS item
      UNION
      SELECT hashtext(job.user_id::text) FROM "public"."jobs" AS job
      WHERE job.id = ANY (ARRAY(SELECT (item ->> 'id')::uuid FROM jsonb_array_elements(endings) AS item))
      ORDER BY key
    ) AS owner;
  END IF;
  IF creations IS NOT NULL THEN
    WITH wanted AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(creations) AS wanted (n int, id uuid, "userId" uuid, type text, title text, ring text, input jsonb, terms jsonb, keys jsonb, idempotency jsonb)
    ), open AS MATERIALIZED (
      SELECT user_id, count(*) AS jobs FROM "public"."jobs" AS job
      WHERE job.ended_at IS NULL AND (CASE WHEN job.ended_at IS NULL THEN job.user_id END) = ANY (ARRAY(SELECT "userId" FROM wanted WHERE shares ? (terms ->> 'plan'))) GROUP BY user_id
    ), shared AS MATERIALIZED (
      SELECT wanted.*, coalesce(open.jobs, 0) + row_number() OVER (PARTITION BY "userId" ORDER BY n) AS place,
        (shares -> (terms ->> 'plan') ->> 'atOnce')::bigint AS at_once, (shares -> (terms ->> 'plan') ->> 'waiting')::bigint AS waiting
      FROM wanted LEFT JOIN open ON open.user_id = wanted."userId"
    ), placed AS MATERIALIZED (
      SELECT shared.*, at_once IS NULL OR place <= at_once AS is_admitted FROM shared WHERE at_once IS NULL OR (at_once > 0 AND place <= at_once + waiting)
    ), inserted AS (
      INSERT INTO "public"."jobs" (id, user_id, type, title, ring, input, terms, keys, sequence, admitted)
      SELECT id, "userId", type, title, ring, input, terms, array(SELECT jsonb_array_elements_text(keys)), 1, is_admitted FROM placed
      RETURNING id, sequence, progress, stage, status
    ), logged AS (
      INSERT INTO "public"."job_events" (job_id, sequence, type, progress, stage, status)
      SELECT id, sequence, 'progress', progress, stage, status FROM inserted
    ), remembered AS (
      INSERT INTO "public"."idempotency_keys" (user_id, key, fingerprint, job_id)
      SELECT "userId", idempotency ->> 'key', idempotency ->> 'fingerprint', id FROM placed WHERE idempotency IS NOT NULL
    )
    SELECT json_agg(json_build_object('n', n, 'admitted', is_admitted)) INTO created FROM placed;
  END IF;
  IF claims IS NOT NULL THEN
    WITH wanted AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(claims) AS item (n int, id uuid, submission int)
    ), changed AS (
      UPDATE "public"."jobs" AS job SET status = 'active', run = run + 1, sequence = sequence + 1, updated_at = now()
      FROM wanted
      WHERE job.id = ANY (ARRAY(SELECT id FROM wanted)) AND job.id = wanted.id AND job.submission = wanted.submission AND job.status IN ('queued', 'active')
      RETURNING wanted.n, job.*
    ), logged AS (
      INSERT INTO "public"."job_events" (job_id, sequence, type, progress, stage, status)
      SELECT id, sequence, 'progress', progress, stage, status FROM changed
    )
    SELECT json_agg(json_build_object('n', n, 'job', json_build_object('id', id, 'userId', user_id, 'type', type, 'input', input, 'terms', terms, 'keys', keys, 'run', run, 'submission', submission)))
    INTO taken FROM changed;
  END IF;
  IF endings IS NOT NULL THEN
    WITH wanted AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(endings) AS item (n int, id uuid, run int, status text, result jsonb, code text, detail text)
    ), changed AS (
      UPDATE "public"."jobs" AS job SET status = wanted.status, ended_at = now(), sequence = sequence + 1, updated_at = now(),
        input = CASE WHEN wanted.status = 'completed' THEN job.input - 'transcript' - 'outline' ELSE job.input END,
        progress = CASE WHEN wanted.status = 'completed' THEN 100 ELSE job.progress END,
        result = wanted.result, error_code = wanted.code, error_detail = wanted.detail
      FROM wanted
      WHERE job.id = ANY (ARRAY(SELECT id FROM wanted)) AND job.id = wanted.id AND CASE WHEN wanted.run IS NULL THEN job.status IN ('queued', 'active') ELSE job.run = wanted.run AND job.status = 'active' END
      RETURNING wanted.n, job.id, job.user_id, job.sequence, job.progress, job.stage, job.status
    ), logged AS (
      INSERT INTO "public"."job_events" (job_id, sequence, type, progress, stage, status)
      SELECT id, sequence, status, progress, stage, status FROM changed
    ), tidied AS (
      DELETE FROM "public"."job_parts" WHERE job_id IN (SELECT id FROM changed WHERE status = 'completed')
    )
    SELECT json_agg(n), array_agg(DISTINCT user_id) INTO ended, freed FROM changed;
    IF EXISTS (SELECT 1 FROM "public"."jobs" AS job WHERE (CASE WHEN job.ended_at IS NULL THEN job.user_id END) = ANY (freed) AND job.ended_at IS NULL AND NOT job.admitted) THEN
      SELECT json_agg(row_to_json(let_in)) INTO admitted FROM "public"."admit_jobs"(freed, shares) AS let_in;
    END IF;
  END IF;
END
$$;
