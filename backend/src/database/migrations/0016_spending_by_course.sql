ALTER TABLE "usage_records" ADD COLUMN "job_id" uuid;--> statement-breakpoint
ALTER TABLE "usage_records" ADD COLUMN "token_id" uuid;