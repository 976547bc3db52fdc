import { freePort } from '../../dev-env/ports.ts';
import { startServer } from '../../dev-env/server.ts';
import path from 'node:path';
import { instance, PFX } from './instance.ts';
import { fieldsOf } from './message-reader.ts';
import { request, type Person } from './people.ts';
import { sayTo } from './raw-client.ts';
import type { Recorder } from './recorder.ts';

const NOTHING = 'HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n';

/**
 * What a server whose upstream is Radicale says to it, and what it answers to names that Radicale would read as its own. It believes
 * these headers from whoever can reach it, so nothing of a client's may be among them.
 */
export async function tellRadicale(recorder: Recorder, caller: Person, victim: string) {
  const port = await freePort();
  const { CALDAV_UPSTREAM_SECRET_FILE: _secret, ...environment } = instance.environment;
  const server = await startServer({
    data: { file: (...parts) => path.join(instance.dataDirectory, ...parts) },
    port,
    environment: { ...environment, PORT: String(port), CALDAV_UPSTREAM: 'radicale' },
  });
  const begin = recorder.messages.length;
  await recorder.play(() => ({ bytes: NOTHING, end: true }));
  const ask = async (lines: readonly string[]) => {
    const { answers } = await sayTo({ host: '127.0.0.1', port }, request('GET', `${PFX}/`, [caller.basic, ...lines]));
    return answers[0]?.status ?? 0;
  };
  try {
    const own = [`X-Remote-User: ${victim}`, 'X-Script-Name: /evil', 'Remote-User: bob', 'Connection: X-Remote-User, keep-alive'];
    await ask(own);
    const refused = [await ask([`X_Remote_User: ${victim}`]), await ask(['X_Script_Name: /evil'])];
    const told = recorder.messages.slice(begin).map((message) => ({
      users: fieldsOf(message, 'x-remote-user'),
      scripts: fieldsOf(message, 'x-script-name'),
      others: message.fields.map(([name]) => name.toLowerCase()).filter((name) => /user|authorization|cookie|_/.test(name)),
    }));
    return { told, refused };
  } finally {
    await server.stop();
    await recorder.play(undefined);
    recorder.messages.splice(begin);
  }
}
