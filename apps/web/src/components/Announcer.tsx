import { createContext, type ReactNode, use, useCallback, useState } from 'react';

type Announce = (text: string) => void;

const AnnounceContext = createContext<Announce>(() => undefined);

/** Tells a screen reader what has just happened, through the page's only such live region. */
export const useAnnounce = (): Announce => use(AnnounceContext);

export const Announcer = ({ children }: { children: ReactNode }): ReactNode => {
  const [last, setLast] = useState({ text: '', count: 0 });
  const announce = useCallback((text: string) => setLast((before) => ({ text, count: before.count + 1 })), []);
  // The same sentence twice is only read twice when the text differs.
  const trailer = last.count % 2 === 0 ? '' : '\u00a0';
  return (
    <AnnounceContext value={announce}>
      {children}
      <div className="visually-hidden" role="status" data-testid="announcement">
        {last.text + trailer}
      </div>
    </AnnounceContext>
  );
};
