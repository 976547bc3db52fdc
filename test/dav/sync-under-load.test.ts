import { expect, test } from '@jest/globals';
import { newPerson } from '../integration/support/person.ts';
import { newCalendar } from './support/calendar.ts';
import { randomFrom } from './support/random.ts';
import { SyncSimulation } from './support/sync-simulation.ts';

/** CALENDARS_TEST_FULL=1: at least 20,000 writes and syncs; otherwise what fits into 10 s. */
const isFull = process.env['CALENDARS_TEST_FULL'] === '1';
const ROUNDS = isFull ? 20_000 : 1_000_000;
const MILLISECONDS = isFull ? 3_600_000 : 10_000;
const SEED = Number(process.env['CALENDARS_TEST_SEED'] ?? '6578');

test(
  'concurrent writers, syncing readers: no acknowledged write is missed, mirrors equal the listing (RFC 6578 3.2)',
  async () => {
    const person = await newPerson(27);
    const [calendar, elsewhere] = [await newCalendar(person), await newCalendar(person)];
    const load = { writers: 4, readers: 3, rounds: ROUNDS, milliseconds: MILLISECONDS, random: randomFrom(SEED) };
    const started = Date.now();
    const outcome = await new SyncSimulation({ person, calendar, elsewhere, ...load }).run();
    const listing = await calendar.list();
    const { writes, syncs, reported, missed, failures, mirrors } = outcome;
    process.stdout.write(
      `${writes} writes, ${syncs} syncs, ${reported} changes reported, ${missed.length} missed, ${Date.now() - started} ms, seed ${SEED}\n`,
    );
    expect({ missed, failures }).toEqual({ missed: [], failures: [] });
    for (const mirror of mirrors) expect(mirror).toEqual(listing);
    expect(listing.size).toBeGreaterThan(0);
    expect(writes + syncs).toBeGreaterThanOrEqual(isFull ? ROUNDS : 100);
  },
  MILLISECONDS + 60_000,
);
