import type { ReactNode } from 'react';

interface Props {
  tone: 'info' | 'warning' | 'error';
  title?: string;
  action?: ReactNode;
  children: ReactNode;
}

const MARKS = { info: 'i', warning: '!', error: '!' } as const;

/** A sentence that stays on the page. Errors interrupt a screen reader, the others wait for their turn. */
export const Notice = ({ tone, title, action, children }: Props): ReactNode => (
  <div className={`notice notice--${tone}`} role={tone === 'error' ? 'alert' : 'status'}>
    <span className="notice__mark" aria-hidden="true">
      {MARKS[tone]}
    </span>
    <div className="notice__body">
      {title !== undefined && <p className="notice__title">{title}</p>}
      <p>{children}</p>
      {action}
    </div>
  </div>
);
