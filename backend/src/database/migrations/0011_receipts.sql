CREATE TABLE "open_receipts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"facts" jsonb NOT NULL,
	"job_id" uuid,
	"seen_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "receipt_chains" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid() NOT NULL,
	"user_id" uuid,
	"salt" text,
	"number" integer DEFAULT 0 NOT NULL,
	"hash" text,
	CONSTRAINT "receipt_chains_user_id_unique" UNIQUE("user_id")
);
--> statement-breakpoint
CREATE TABLE "receipt_keys" (
	"kid" text PRIMARY KEY NOT NULL,
	"public_key" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "receipts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"chain_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"payload" text NOT NULL,
	"personal" jsonb,
	"kid" text,
	"signature" text
);
--> statement-breakpoint
ALTER TABLE "receipts" ADD CONSTRAINT "receipts_chain_id_receipt_chains_id_fk" FOREIGN KEY ("chain_id") REFERENCES "public"."receipt_chains"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "open_receipts_user_id" ON "open_receipts" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "open_receipts_seen_at" ON "open_receipts" USING btree ("seen_at");--> statement-breakpoint
CREATE UNIQUE INDEX "receipts_chain_id_number" ON "receipts" USING btree ("chain_id","number");--> statement-breakpoint
CREATE INDEX "receipts_chain_id_at" ON "receipts" USING btree ("chain_id","at");