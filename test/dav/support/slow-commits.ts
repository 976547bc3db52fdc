import { query } from './database.ts';

/**
 * Transactions that write into calendars whose path contains `marker` take that long to commit: a deferred trigger runs after the last
 * statement and before anybody else sees what was written. Returns how to end it.
 */
export async function slowCommits(marker: string, milliseconds: number): Promise<() => Promise<unknown>> {
  const name = `slow_${marker.replaceAll('-', '_')}`;
  const condition = (row: string) => `WHEN (position('${marker}' in ${row}.dav_name) > 0) EXECUTE FUNCTION davical.${name}()`;
  await query(`
    CREATE FUNCTION davical.${name}() RETURNS TRIGGER LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(${milliseconds / 1000}); RETURN NULL; END $$;
    CREATE CONSTRAINT TRIGGER ${name}_w AFTER INSERT OR UPDATE ON davical.caldav_data DEFERRABLE INITIALLY DEFERRED FOR EACH ROW ${condition('NEW')};
    CREATE CONSTRAINT TRIGGER ${name}_d AFTER DELETE ON davical.caldav_data DEFERRABLE INITIALLY DEFERRED FOR EACH ROW ${condition('OLD')};`);
  return () => query(`DROP FUNCTION davical.${name}() CASCADE`);
}
