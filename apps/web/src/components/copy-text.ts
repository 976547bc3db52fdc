const selectContents = (element: HTMLElement): void => {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = window.getSelection();
  selection?.removeAllRanges();
  selection?.addRange(range);
};

/**
 * Copies the text that `source` shows. Without the clipboard API (no HTTPS, no permission) it selects the text and asks the
 * browser the old way; `false` leaves it selected for the person to copy.
 */
export const copyText = async (text: string, source: HTMLElement | null): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    if (source === null) return false;
    selectContents(source);
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing has replaced it for pages without HTTPS
    return document.execCommand('copy');
  }
};
