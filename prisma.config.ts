import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'prisma/config';

/** Prisma's native schema engine lies beside this package's manifest once its install script has run (docs/decisions/0011). */
function nativeEngineIsInstalled(): boolean {
  const folder = dirname(createRequire(import.meta.url).resolve('@prisma/engines/package.json'));
  return readdirSync(folder).some((name) => name.startsWith('schema-engine-'));
}

if (!nativeEngineIsInstalled()) {
  process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= fileURLToPath(new URL('prisma/schema-engine.mjs', import.meta.url));
}

function databaseUrl(): string | undefined {
  const { DATABASE_URL, DATABASE_URL_FILE } = process.env;
  return DATABASE_URL ?? (DATABASE_URL_FILE ? readFileSync(DATABASE_URL_FILE, 'utf8').trim() : undefined);
}

const url = databaseUrl();

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
  // `generate`, `validate` and `format` work without a database.
  ...(url ? { datasource: { url } } : {}),
});
