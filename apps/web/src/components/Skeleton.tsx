import type { ReactNode } from 'react';

/** Grey rows where a list will be; the label is for those who do not see them. */
export const Skeleton = ({ label, rows }: { label: string; rows: number }): ReactNode => (
  <div className="skeleton" aria-busy="true">
    <span className="visually-hidden">{label}</span>
    {Array.from({ length: rows }, (_, row) => (
      <div key={row} className="skeleton__row" aria-hidden="true" />
    ))}
  </div>
);
