CREATE TABLE "spending_limits" (
	"id" uuid PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"token_id" uuid,
	"micro_rub_per_day" bigint,
	"micro_rub_per_month" bigint,
	"day" date NOT NULL,
	"day_micro_rub" bigint DEFAULT 0 NOT NULL,
	"month" date NOT NULL,
	"month_micro_rub" bigint DEFAULT 0 NOT NULL
);
--> statement-breakpoint
ALTER TABLE "spending_limits" ADD CONSTRAINT "spending_limits_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "spending_limits" ADD CONSTRAINT "spending_limits_token_id_personal_tokens_id_fk" FOREIGN KEY ("token_id") REFERENCES "public"."personal_tokens"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "spending_limits_user_id" ON "spending_limits" USING btree ("user_id");