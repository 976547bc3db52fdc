import { useState } from 'react';
import type { NewAppPassword } from '@contract/app-password.ts';
import type { Access } from './AccessField.tsx';
import { type Expiry, expiryDate } from './expiry.ts';

type Missing = 'name' | 'calendars';

/** What is filled in for a new app password, and the first thing that is missing after an attempt to make it. */
export function useAppPasswordFields() {
  const [name, setName] = useState('');
  const [expiry, setExpiry] = useState<Expiry>('never');
  const [access, setAccess] = useState<Access>('full');
  const [calendars, setCalendars] = useState<readonly string[] | null>(null);
  const [missing, setMissing] = useState<Missing | null>(null);

  /** The request, or undefined when something is missing. */
  const complete = (now: Date): NewAppPassword | undefined => {
    const absent = name.trim() === '' ? 'name' : calendars?.length === 0 ? 'calendars' : null;
    setMissing(absent);
    if (absent !== null) return undefined;
    const expiresAt = expiryDate(expiry, now)?.toISOString() ?? null;
    return { name: name.trim(), expires_at: expiresAt, scope: access, calendars: calendars && [...calendars] };
  };

  const changing =
    <T>(set: (value: T) => void) =>
    (value: T): void => {
      set(value);
      setMissing(null);
    };

  return {
    ...{ name, expiry, access, calendars, missing, complete },
    ...{ setName: changing(setName), setExpiry, setAccess, setCalendars: changing(setCalendars) },
  };
}
