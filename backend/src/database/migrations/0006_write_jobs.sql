CREATE FUNCTION "public"."write_jobs"("creations" jsonb, "claims" jsonb, "endings" jsonb, OUT "taken" json, OUT "ended" json)
LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off
AS $$
BEGIN
  IF creations IS NOT NULL THEN
    WITH created AS (
      INSERT INTO "public"."jobs" (id, user_id, type, title, ring, input, terms, keys, sequence)
      SELECT id, "userId", type, title, ring, input, terms, array(SELECT jsonb_array_elements_text(keys)), 1
      FROM jsonb_to_recordset(creations) AS wanted (id uuid, "userId" uuid, type text, title text, ring text, input jsonb, terms jsonb, keys jsonb)
      RETURNING id, sequence, progress, stage, status
    )
    INSERT INTO "public"."job_events" (job_id, sequence, type, progress, stage, status)
    SELECT id, sequence, 'progress', progress, stage, status FROM created;
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
      RETURNING wanted.n, job.id, job.sequence, job.progress, job.stage, job.status
    ), logged AS (
      INSERT INTO "public"."job_events" (job_id, sequence, type, progress, stage, status)
      SELECT id, sequence, status, progress, stage, status FROM changed
    ), tidied AS (
      DELETE FROM "public"."job_parts" WHERE job_id IN (SELECT id FROM changed WHERE status = 'completed')
    )
    SELECT json_agg(n) INTO ended FROM changed;
  END IF;
END
$$;
