CREATE TABLE "job_rings" (
	"id" text PRIMARY KEY NOT NULL,
	"machine" text,
	"pid" integer,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "ring" text DEFAULT 'shared' NOT NULL;