import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import { parseIntoClientConfig } from 'pg-connection-string';

/**
 * Prisma's adapter for PostgreSQL with three of its faults worked round. test/integration/prisma/adapter-faults.test.ts shows them; a
 * version of the adapter without them makes the functions below superfluous.
 */
export async function createAdapterFactory(url) {
  const config = parseIntoClientConfig(url);
  const schema = new URL(url).searchParams.get('schema');
  const factory = new PrismaPg(config, schema ? { schema } : undefined);
  factory.connectToShadowDb = () => connectToShadowDatabase(config);

  // The package does not export the classes of its connections.
  const connection = await new PrismaPg(config).connect();
  const adapter = Object.getPrototypeOf(connection);
  readCatalogTypes(Object.getPrototypeOf(adapter));
  runScriptsWhole(adapter);
  await connection.dispose();
  return factory;
}

/**
 * The adapter's own version takes the database of a connection string for the shadow database: the engine would then empty the main
 * database. It also drops the shadow database while still connected to it.
 */
async function connectToShadowDatabase(config) {
  const database = `prisma_migrate_shadow_db_${crypto.randomUUID()}`;
  const admin = await new PrismaPg(config).connect();
  await admin.executeScript(`CREATE DATABASE "${database}"`);

  const shadow = await new PrismaPg({ ...config, database }).connect();
  const disconnect = shadow.dispose.bind(shadow);
  shadow.dispose = async () => {
    await disconnect();
    await admin.executeScript(`DROP DATABASE "${database}" WITH (FORCE)`);
    await admin.dispose();
  };
  return shadow;
}

const types = { text: 25, name: 19, char: 18 };

/**
 * Introspection reads the catalog, whose types `name` and `"char"` the adapter does not know (prisma/orm#27403). The engine wants a
 * character for the second, and ends itself over a CHECK constraint when it gets a text.
 */
function readCatalogTypes(queryable) {
  const performIO = methodOf(queryable, 'performIO');
  const queryRaw = methodOf(queryable, 'queryRaw');
  const characterColumns = new WeakMap();

  queryable.performIO = async function (query) {
    const result = await performIO.call(this, query);
    // A script of several statements has several results, which nobody reads.
    if (Array.isArray(result)) return result;
    const columns = [...result.fields.keys()].filter((column) => result.fields[column].dataTypeID === types.char);
    characterColumns.set(result.rows, columns);
    for (const field of result.fields)
      if (field.dataTypeID === types.char || field.dataTypeID === types.name) field.dataTypeID = types.text;
    return result;
  };

  queryable.queryRaw = async function (query) {
    const result = await queryRaw.call(this, query);
    for (const column of characterColumns.get(result.rows) ?? []) result.columnTypes[column] = ColumnTypeEnum.Character;
    return result;
  };
}

/**
 * The adapter cuts a script at every semicolon, in comments, texts and function bodies too, and runs the pieces one by one. Sent whole,
 * PostgreSQL parses it and applies all of it or nothing.
 */
function runScriptsWhole(adapter) {
  methodOf(adapter, 'executeScript');
  adapter.executeScript = async function (script) {
    try {
      await this.client.query(script);
    } catch (error) {
      this.onError(error);
    }
  };
}

function methodOf(prototype, name) {
  if (!Object.hasOwn(prototype, name)) throw new Error(`@prisma/adapter-pg has changed inside: prisma/engine/adapter.mjs misses ${name}.`);
  return prototype[name];
}
