import { type ReactNode, type RefObject, useEffect, useState } from 'react';
import { t } from '../i18n/t.ts';
import { useAnnounce } from './Announcer.tsx';
import { copyText } from './copy-text.ts';

const FEEDBACK_MS = 2_500;

interface Props {
  /** What is copied, for the button's name: `Copy <label>`. */
  label: string;
  text: string;
  /** The element that shows the text, selected when the clipboard is out of reach. */
  source: RefObject<HTMLElement | null>;
}

export const CopyButton = ({ label, text, source }: Props): ReactNode => {
  const [copiedAt, setCopiedAt] = useState<number | null>(null);
  const announce = useAnnounce();

  useEffect(() => {
    if (copiedAt === null) return undefined;
    const timer = window.setTimeout(() => setCopiedAt(null), FEEDBACK_MS);
    return () => window.clearTimeout(timer);
  }, [copiedAt]);

  const copy = async (): Promise<void> => {
    const copied = await copyText(text, source.current);
    announce(copied ? t('copy.done.named', { label }) : t('copy.failed'));
    setCopiedAt(copied ? Date.now() : null);
  };

  return (
    <button type="button" className="button button--small copy-button" aria-label={t('copy.named', { label })} onClick={() => void copy()}>
      {copiedAt === null ? t('copy.action') : t('copy.done')}
    </button>
  );
};
