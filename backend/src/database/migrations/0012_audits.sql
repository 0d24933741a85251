CREATE TABLE "audits" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audits_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"date" text NOT NULL,
	"routes" integer NOT NULL,
	"findings" integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX "audits_at" ON "audits" USING btree ("at");