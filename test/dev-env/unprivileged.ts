import { execFileSync } from 'node:child_process';
import { chownSync, readFileSync } from 'node:fs';

/** The account under which a part runs that must not, or should not, be root. It exists on every Debian and Ubuntu. */
const ACCOUNT = 'www-data';

export interface Unprivileged {
  /** Put in front of a command. */
  readonly prefix: readonly string[];
  own(path: string): void;
}

/**
 * How to run a program without root's rights. As an ordinary user there is nothing to do. The right to walk through closed directories
 * is kept, because the checkout may lie in the home of root, which is closed to others; root in a container may not have it to give.
 */
export function unprivileged(): Unprivileged {
  if (process.getuid?.() !== 0) return { prefix: [], own: () => undefined };
  const id = (flag: string) => Number(execFileSync('id', [flag, ACCOUNT], { encoding: 'utf8' }));
  const [uid, gid] = [id('-u'), id('-g')];
  const right = '-all,+dac_read_search';
  // access(2) ignores capabilities of an ordinary user without this bit, and initdb asks it for the programs beside itself
  const rights = [`--inh-caps=${right}`, `--ambient-caps=${right}`, `--bounding-set=${right}`, '--securebits=+no_setuid_fixup'];
  const account = [`--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', ...(mayReadEverything() ? rights : [])];
  return {
    // the wish to end with the parent is lost when the account changes, so it is expressed again after it
    prefix: ['setpriv', ...account, '--', 'setpriv', '--pdeathsig', 'INT', '--'],
    own: (path) => chownSync(path, uid, gid),
  };
}

/** capabilities(7): the bit of CAP_DAC_READ_SEARCH. */
const DAC_READ_SEARCH = 1n << 2n;

function mayReadEverything(): boolean {
  const [, permitted = '0'] = /^CapPrm:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
  return (BigInt(`0x${permitted}`) & DAC_READ_SEARCH) !== 0n;
}
