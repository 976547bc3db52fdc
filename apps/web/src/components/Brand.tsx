import type { ReactNode } from 'react';

/** The mark alone; the name is always written next to it. */
export const Brand = (): ReactNode => (
  <svg className="brand" viewBox="0 0 32 32" width="40" height="40" aria-hidden="true" focusable="false">
    <rect className="brand__body" x="2" y="4" width="28" height="26" rx="6" />
    <path className="brand__rings" d="M10 2v6M22 2v6" strokeWidth="4" strokeLinecap="round" />
    <rect className="brand__sheet" x="6" y="12" width="20" height="14" rx="2.5" />
    <rect className="brand__day" x="16" y="17" width="6" height="6" rx="1.5" />
  </svg>
);
