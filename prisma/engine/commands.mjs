import pg from 'pg';

/** What the Prisma CLI asks of the engine outside JSON-RPC. Returns the process's exit code. */
export async function runCommand(command, url) {
  // The Prisma CLI drops the first line on stderr.
  console.error('schema-engine (wasm)');
  try {
    if (command === 'can-connect-to-database') await query(url, 'SELECT 1');
    else if (command === 'create-database')
      await query(inDatabase(url, 'postgres'), `CREATE DATABASE ${pg.escapeIdentifier(databaseOf(url))}`);
    else throw new Error(`Unsupported schema engine command: ${command}`);
    return 0;
  } catch (error) {
    reportError(error, url);
    return 1;
  }
}

async function query(connectionString, sql) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function databaseOf(url) {
  return decodeURIComponent(new URL(url).pathname.slice(1)) || 'postgres';
}

function inDatabase(url, database) {
  return Object.assign(new URL(url), { pathname: `/${database}` }).href;
}

/** The Prisma CLI acts on these codes: it creates the database on P1003. */
function reportError(error, url) {
  const known = {
    '3D000': ['P1003', `Database \`${databaseOf(url)}\` does not exist`],
    '28P01': ['P1000', 'Authentication failed'],
    ECONNREFUSED: ['P1001', `Can't reach database server at ${new URL(url).host}`],
  };
  const [code, message] = known[error.code] ?? ['P1011', error.message];
  const fields = { message, error_code: code };
  console.error(JSON.stringify({ level: 'ERROR', target: 'schema_engine::logger', timestamp: new Date().toISOString(), fields }));
}
