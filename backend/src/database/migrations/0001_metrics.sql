CREATE TABLE "analytics_events" (
	"user_id" uuid NOT NULL,
	"id_hash" text NOT NULL,
	"origin" text NOT NULL,
	"name" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	"provider" text,
	"verdict" text,
	"reason" text,
	"overdue_ms" bigint,
	CONSTRAINT "analytics_events_user_id_id_hash_pk" PRIMARY KEY("user_id","id_hash")
);
--> statement-breakpoint
CREATE TABLE "key_scans" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "key_scans_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"tables" integer NOT NULL,
	"rows_searched" bigint NOT NULL,
	"findings" integer NOT NULL,
	"whole" boolean NOT NULL,
	"duration_ms" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "usage_records" (
	"id" uuid PRIMARY KEY NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"user_id" uuid NOT NULL,
	"strategy" text NOT NULL,
	"face" text NOT NULL,
	"route" text NOT NULL,
	"provider" text NOT NULL,
	"model" text,
	"tier" smallint,
	"source" text NOT NULL,
	"tokens_in" integer,
	"tokens_out" integer,
	"audio_seconds" real,
	"estimated" boolean NOT NULL,
	"status" smallint NOT NULL,
	"code" text,
	"aborted" boolean NOT NULL,
	"fallback_reason" text,
	"duration_ms" integer NOT NULL,
	"rub_paid" numeric(16, 6) NOT NULL,
	"rub_avoided" numeric(16, 6) NOT NULL
);
--> statement-breakpoint
ALTER TABLE "analytics_events" ADD CONSTRAINT "analytics_events_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "analytics_events_name_at" ON "analytics_events" USING btree ("name","at");--> statement-breakpoint
CREATE INDEX "key_scans_at" ON "key_scans" USING btree ("at");--> statement-breakpoint
CREATE INDEX "usage_records_at" ON "usage_records" USING brin ("at");