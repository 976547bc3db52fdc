-- CreateEnum
CREATE TYPE "user_status" AS ENUM ('ACTIVE', 'DEACTIVATED');

-- CreateEnum
CREATE TYPE "calendar_state" AS ENUM ('CREATING', 'ACTIVE');

-- CreateTable
CREATE TABLE "users" (
    "id" UUID NOT NULL,
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL DEFAULT '',
    "language" TEXT NOT NULL,
    "timezone" TEXT NOT NULL DEFAULT 'UTC',
    "status" "user_status" NOT NULL DEFAULT 'ACTIVE',
    "provisioned_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "last_login_at" TIMESTAMPTZ(3),

    CONSTRAINT "users_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "calendars" (
    "id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "state" "calendar_state" NOT NULL,
    "name" TEXT NOT NULL,
    "color" TEXT,
    "description" TEXT NOT NULL DEFAULT '',
    "is_default" BOOLEAN NOT NULL DEFAULT false,
    "is_visible" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "calendars_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "app_passwords" (
    "id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "key_id" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "last_used_client" TEXT,

    CONSTRAINT "app_passwords_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session" (
    "sid" TEXT NOT NULL,
    "sess" JSON NOT NULL,
    "expire" TIMESTAMP(6) NOT NULL,

    CONSTRAINT "session_pkey" PRIMARY KEY ("sid")
);

-- CreateTable
CREATE TABLE "logout_tokens" (
    "jti" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "logout_tokens_pkey" PRIMARY KEY ("issuer","jti")
);

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateIndex
CREATE UNIQUE INDEX "users_issuer_subject_key" ON "users"("issuer", "subject");

-- CreateIndex
CREATE INDEX "calendars_state_idx" ON "calendars"("state");

-- CreateIndex
CREATE UNIQUE INDEX "calendars_owner_id_slug_key" ON "calendars"("owner_id", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "app_passwords_key_id_key" ON "app_passwords"("key_id");

-- CreateIndex
CREATE INDEX "app_passwords_owner_id_idx" ON "app_passwords"("owner_id");

-- CreateIndex
CREATE INDEX "session_expire_idx" ON "session"("expire");

-- CreateIndex
CREATE INDEX "logout_tokens_expires_at_idx" ON "logout_tokens"("expires_at");

-- AddForeignKey
ALTER TABLE "calendars" ADD CONSTRAINT "calendars_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "app_passwords" ADD CONSTRAINT "app_passwords_owner_id_fkey" FOREIGN KEY ("owner_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- What follows the Prisma schema cannot say; Prisma leaves it alone.

-- An address names the DAV principal and is compared as it stands.
ALTER TABLE "users" ADD CONSTRAINT "users_email_lower_case" CHECK ("email" = lower("email"));

-- The accounts whose principal and default calendar are still to be made: few, and looked for often.
CREATE INDEX "users_unprovisioned_idx" ON "users"("provisioned_at") WHERE "provisioned_at" IS NULL;

CREATE UNIQUE INDEX "calendars_default_per_owner_key" ON "calendars"("owner_id") WHERE "is_default";

-- SHA-256.
ALTER TABLE "app_passwords" ADD CONSTRAINT "app_passwords_hash_length" CHECK (octet_length("hash") = 32);

-- Back-channel logout ends sessions by the provider's session or by the person (OpenID Connect Back-Channel Logout 2.6).
CREATE INDEX "session_oidc_sid_idx" ON "session"(("sess"->'oidc'->>'sid'));
CREATE INDEX "session_oidc_subject_idx" ON "session"(("sess"->'oidc'->>'sub'));
CREATE INDEX "session_user_id_idx" ON "session"(("sess"->'passport'->>'user'));
