/**
 * What a person at the terminal sees: one line for each step. On a terminal the line of the step under way is rewritten with the seconds
 * that have passed; elsewhere a step prints when it is done, and says every ten seconds that it goes on.
 */
import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';

const WIDTH = 44;

/** `stream` is where to write; `quiet` prints only steps that take longer than `QUIET_MS`. */
export function createReport({
  stream = process.stdout,
  quiet = false,
  terminal = stream.isTTY === true,
  unicode = speaksUnicode(process.env),
} = {}) {
  const [done, failed] = unicode ? ['✓', '✗'] : ['ok', 'failed'];

  async function step(title, work) {
    const begin = performance.now();
    const line = createLine({ stream, terminal, title, quiet });
    const seconds = () => ((performance.now() - begin) / 1000).toFixed(1);
    try {
      const result = await work((detail) => line.show(detail));
      line.finish(finishedLine(done, title, `${seconds()} s`));
      return result;
    } catch (error) {
      line.finish(finishedLine(failed, title, `${seconds()} s`), true);
      throw error;
    }
  }

  return { step, line: (text = '') => void stream.write(`${text}\n`) };
}

/** A report that says nothing. */
export const silentReport = { step: (_title, work) => work(() => undefined), line: () => undefined };

/** `  ✓ PostgreSQL ............ 0.9 s` */
export function finishedLine(mark, title, result) {
  const dots = '.'.repeat(Math.max(3, WIDTH - title.length - result.length));
  return `  ${mark} ${title} ${dots} ${result}`;
}

export function speaksUnicode({ LC_ALL, LC_CTYPE, LANG }) {
  return /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '');
}

const QUIET_MS = 1000;

function createLine({ stream, terminal, title, quiet }) {
  const begin = performance.now();
  let detail = '';
  let shown = false;
  let lastSaid = begin;
  const render = () => {
    const now = performance.now();
    if (quiet && now - begin < QUIET_MS) return;
    const text = `  ${title}${detail ? `: ${detail}` : ''}, ${Math.round((now - begin) / 1000)} s`;
    if (terminal) stream.write(`\r\x1b[K${text.slice(0, (stream.columns ?? 80) - 1)}`);
    else if (now - lastSaid >= 10_000) {
      stream.write(`${text}\n`);
      lastSaid = now;
    } else return;
    shown = true;
  };
  const timer = setInterval(render, 250);
  timer.unref();
  return {
    show(text) {
      detail = text;
    },
    finish(text, always = false) {
      clearInterval(timer);
      if (shown && terminal) stream.write('\r\x1b[K');
      if (!quiet || shown || always) stream.write(`${text}\n`);
    },
  };
}
