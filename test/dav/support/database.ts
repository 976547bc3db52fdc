import pg from 'pg';
import { instance } from '../../integration/support/instance.ts';

/** One statement, or several without parameters, as the administrator of the database. */
export async function query(text: string): Promise<pg.QueryResult> {
  const client = new pg.Client({ connectionString: instance.adminDatabaseUrl });
  await client.connect();
  try {
    return await client.query(text);
  } finally {
    await client.end();
  }
}
