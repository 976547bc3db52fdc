import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '../../dev-env/wait-until.ts';

/** An instance that is started, as a process of its own. */
export interface StartedProcess {
  readonly pid: number;
  readonly exited: Promise<number | null>;
  /** All that it has printed, on either stream. */
  output(): string;
  /** Until a text is printed; throws with the output when it ends before that. */
  prints(text: string): Promise<void>;
  kill(signal: NodeJS.Signals): Promise<number | null>;
}

export interface StartSettings {
  readonly data: string;
  readonly port: number | string;
  /** `npm start` itself; otherwise what it runs once the dependencies are there. */
  readonly byNpm?: boolean;
  /** Runs in a mount namespace of its own, after this shell command. */
  readonly after?: string;
}

const root = fileURLToPath(new URL('../../..', import.meta.url));

export function start({ data, port, byNpm = false, after }: StartSettings): StartedProcess {
  const command = byNpm ? ['npm', 'start'] : [process.execPath, 'test/dev-env/start.ts'];
  const [program = '', ...args] = after === undefined ? command : ['unshare', '-m', 'sh', '-c', `${after} && exec "$@"`, 'sh', ...command];
  const env = { ...process.env, PORT: String(port), CALENDARS_DATA_DIR: data, NODE_NO_WARNINGS: '1', NODE_OPTIONS: '', LANG: 'C.UTF-8' };
  const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  const exited = once(child, 'close').then(() => child.exitCode);
  return {
    pid: child.pid ?? 0,
    exited,
    output: () => output,
    async prints(text) {
      const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
      if (!(await waitUntil(async () => output.includes(text), 60_000, hasEnded))) throw new Error(`no "${text}" in: ${output}`);
    },
    kill(signal) {
      child.kill(signal);
      return exited;
    },
  };
}

/** Processes that work in the directory, or have it in their command or environment; with this one's own left out. */
export function processesOf(directory: string): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .flatMap((pid) => {
      const about = [() => readlinkSync(`/proc/${pid}/cwd`), ...['cmdline', 'environ'].map((file) => () => read(`/proc/${pid}/${file}`))];
      return about.some((look) => attempt(look).includes(directory)) ? [`${pid} ${attempt(() => read(`/proc/${pid}/cmdline`))}`] : [];
    });
}

const read = (file: string) => readFileSync(file, 'utf8').replaceAll('\0', ' ');

function attempt(look: () => string): string {
  try {
    return look();
  } catch {
    return '';
  }
}
