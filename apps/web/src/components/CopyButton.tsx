import { type ReactNode, type RefObject, useEffect, useState } from 'react';
import { t } from '../i18n/t.ts';
import { useAnnounce } from './Announcer.tsx';
import { copyText } from './copy-text.ts';

const FEEDBACK_MS = 2_500;

type Outcome = 'none' | 'copied' | 'failed';

interface Props {
  /** What is copied, for the button's name: `Copy <label>`. */
  label: string;
  text: string;
  /** The element that shows the text, selected when the clipboard is out of reach. */
  source: RefObject<HTMLElement | null>;
}

export const CopyButton = ({ label, text, source }: Props): ReactNode => {
  const [outcome, setOutcome] = useState<Outcome>('none');
  const announce = useAnnounce();

  useEffect(() => {
    if (outcome !== 'copied') return undefined;
    const timer = window.setTimeout(() => setOutcome('none'), FEEDBACK_MS);
    return () => window.clearTimeout(timer);
  }, [outcome]);

  const copy = async (): Promise<void> => {
    const copied = await copyText(text, source.current);
    announce(copied ? t('copy.done.named', { label }) : t('copy.failed'));
    setOutcome(copied ? 'copied' : 'failed');
  };

  return (
    <>
      <button
        type="button"
        className="button button--small copy-button"
        aria-label={t('copy.named', { label })}
        onClick={() => void copy()}
      >
        {outcome === 'copied' ? t('copy.done') : t('copy.action')}
      </button>
      {outcome === 'failed' && <p className="copy-field__note">{t('copy.failed')}</p>}
    </>
  );
};
