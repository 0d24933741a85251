ALTER TABLE "jobs" ADD COLUMN "title" text;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "renamed" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "submission" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
UPDATE "jobs" SET "title" = nullif(left(coalesce("result" -> 'outline' ->> 'title', "result" ->> 'title'), 200), '') WHERE "status" = 'completed';
