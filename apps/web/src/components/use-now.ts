import { useEffect, useState } from 'react';

const TICK_MS = 30_000;

/** The time, renewed often enough for "2 minutes ago" to stay true. */
export const useNow = (): Date => {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = window.setInterval(() => setNow(new Date()), TICK_MS);
    return () => window.clearInterval(timer);
  }, []);
  return now;
};
