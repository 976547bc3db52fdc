import type { ReactNode } from 'react';

export const Empty = ({ title, children }: { title: string; children: ReactNode }): ReactNode => (
  <div className="empty">
    <p className="empty__title">{title}</p>
    <p>{children}</p>
  </div>
);
