/** Tells, a line each, what is being done and how long it took. */
export interface Report {
  step<T>(label: string, work: () => Promise<T>): Promise<T>;
}

export const silentReport: Report = { step: (_label, work) => work() };

interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** On a terminal a step that takes long shows its seconds; elsewhere a line appears when it is done. */
export function terminalReport(out: Terminal): Report {
  return {
    async step(label, work) {
      const begin = performance.now();
      const seconds = () => `${((performance.now() - begin) / 1000).toFixed(1)} s`;
      const ticker = out.isTTY ? setInterval(() => out.write(`\r    ${label} … ${seconds()}`), 200) : undefined;
      const end = (mark: string) => {
        clearInterval(ticker);
        out.write(`${ticker ? '\r\u001b[K' : ''}  ${mark} ${label}  ${seconds()}\n`);
      };
      try {
        const result = await work();
        end('✓');
        return result;
      } catch (error) {
        end('✗');
        throw error;
      }
    },
  };
}
