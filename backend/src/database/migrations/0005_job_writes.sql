ALTER TABLE "job_events" DROP CONSTRAINT "job_events_job_id_jobs_id_fk";
--> statement-breakpoint
DROP INDEX "jobs_open";--> statement-breakpoint
CREATE INDEX "jobs_open" ON "jobs" USING btree ("created_at") WHERE "jobs"."ended_at" is null;--> statement-breakpoint
ALTER TABLE "jobs" SET (fillfactor = 70);--> statement-breakpoint
CREATE FUNCTION "public"."forget_job_events"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	DELETE FROM "public"."job_events" WHERE "job_id" IN (SELECT "id" FROM "gone");
	RETURN NULL;
END
$$;--> statement-breakpoint
CREATE TRIGGER "jobs_forget_events" AFTER DELETE ON "jobs" REFERENCING OLD TABLE AS "gone" FOR EACH STATEMENT EXECUTE FUNCTION "public"."forget_job_events"();
