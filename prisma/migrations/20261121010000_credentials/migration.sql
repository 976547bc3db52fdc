-- CreateEnum
CREATE TYPE "app_password_access" AS ENUM ('FULL', 'READ_ONLY');

-- AlterTable
ALTER TABLE "app_passwords" ADD COLUMN     "access" "app_password_access" NOT NULL DEFAULT 'FULL',
ADD COLUMN     "limited" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "email_aliases" (
    "alias" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "email_aliases_pkey" PRIMARY KEY ("alias")
);

-- CreateTable
CREATE TABLE "app_password_calendars" (
    "app_password_id" UUID NOT NULL,
    "calendar_id" UUID NOT NULL,

    CONSTRAINT "app_password_calendars_pkey" PRIMARY KEY ("app_password_id","calendar_id")
);

-- CreateIndex
CREATE INDEX "email_aliases_user_id_idx" ON "email_aliases"("user_id");

-- CreateIndex
CREATE INDEX "app_password_calendars_calendar_id_idx" ON "app_password_calendars"("calendar_id");

-- AddForeignKey
ALTER TABLE "email_aliases" ADD CONSTRAINT "email_aliases_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "app_password_calendars" ADD CONSTRAINT "app_password_calendars_app_password_id_fkey" FOREIGN KEY ("app_password_id") REFERENCES "app_passwords"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "app_password_calendars" ADD CONSTRAINT "app_password_calendars_calendar_id_fkey" FOREIGN KEY ("calendar_id") REFERENCES "calendars"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What follows the Prisma schema cannot say; Prisma leaves it alone.

-- An alias is compared as it stands, like the address itself.
ALTER TABLE "email_aliases" ADD CONSTRAINT "email_aliases_lower_case" CHECK ("alias" = lower("alias"));
