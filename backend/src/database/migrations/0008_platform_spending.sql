CREATE TABLE "platform_spending" (
	"day" date NOT NULL,
	"user_id" uuid NOT NULL,
	"calls" integer DEFAULT 0 NOT NULL,
	"micro_rub" bigint DEFAULT 0 NOT NULL,
	CONSTRAINT "platform_spending_day_user_id_pk" PRIMARY KEY("day","user_id")
);
