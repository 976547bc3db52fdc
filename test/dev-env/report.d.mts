/** One line per step; see report.mjs. */
export interface Report {
  /** Runs the work and prints one line about it; `progress` says what it is at. A failure is printed and thrown on. */
  step<T>(title: string, work: (progress: (detail: string) => void) => Promise<T>): Promise<T>;
  line(text?: string): void;
}

export interface ReportOptions {
  readonly stream?: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number };
  readonly quiet?: boolean;
  readonly terminal?: boolean;
  readonly unicode?: boolean;
}

export function createReport(options?: ReportOptions): Report;
export const silentReport: Report;
export function finishedLine(mark: string, title: string, result: string): string;
export function speaksUnicode(env: { readonly LC_ALL?: string; readonly LC_CTYPE?: string; readonly LANG?: string }): boolean;
