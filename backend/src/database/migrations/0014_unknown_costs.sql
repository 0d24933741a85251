ALTER TABLE "usage_records" ALTER COLUMN "rub_paid" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "usage_records" ALTER COLUMN "rub_avoided" DROP NOT NULL;