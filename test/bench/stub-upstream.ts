/**
 * A CalDAV server that does nothing, in a process of its own: answers as fast as Node's sockets can, so that what is measured in front of it
 * is the proxy. Says its port to the process that forked it and ends with it.
 *
 *   PROPFIND  207, 400 bytes      REPORT  207, 0.5 MB      PUT  201 when the body has come      GET  200, 100 MB
 */
import net from 'node:net';
import { LARGE_BODY_BYTES } from './requests.ts';

const chunk = Buffer.alloc(256 * 1024, 0x61);
const answer = (status: string, body: string): Buffer =>
  Buffer.from(
    `HTTP/1.1 ${status}\r\nContent-Type: application/xml; charset=utf-8\r\nETag: "1"\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
const multistatus = (size: number): string => `<multistatus xmlns="DAV:">${'x'.repeat(size - 41)}</multistatus>`;
const answers: Readonly<Record<string, Buffer>> = {
  PROPFIND: answer('207 Multi-Status', multistatus(400)),
  REPORT: answer('207 Multi-Status', multistatus(500_000)),
  PUT: answer('201 Created', ''),
};

/** Reads the requests of a connection: the head, and so many bytes of body. */
function serve(socket: net.Socket): void {
  let head = '';
  let bodyLeft = 0;
  let method = '';
  const take = (data: Buffer): void => {
    let rest = data;
    for (;;) {
      const body = Math.min(bodyLeft, rest.length);
      bodyLeft -= body;
      rest = rest.subarray(body);
      if (bodyLeft === 0 && method !== '') {
        respond(socket, method);
        method = '';
      }
      if (rest.length === 0) return;
      const before = head.length;
      head += rest.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      method = head.slice(0, head.indexOf(' '));
      bodyLeft = Number(/\r\ncontent-length: *(\d+)/i.exec(head.slice(0, end))?.[1] ?? 0);
      rest = rest.subarray(end + 4 - before);
      head = '';
    }
  };
  socket
    .setNoDelay(true)
    .on('data', take)
    .on('error', () => socket.destroy());
}

function respond(socket: net.Socket, method: string): void {
  const ready = answers[method];
  if (ready) socket.write(ready);
  else pour(socket);
}

function pour(socket: net.Socket): void {
  let left = LARGE_BODY_BYTES;
  socket.write(`HTTP/1.1 200 OK\r\nContent-Type: text/calendar\r\nContent-Length: ${left}\r\n\r\n`);
  const pump = (): void => {
    while (left > 0 && !socket.destroyed) {
      const part = chunk.subarray(0, Math.min(left, chunk.length));
      left -= part.length;
      if (!socket.write(part)) return void socket.once('drain', pump);
    }
  };
  pump();
}

const server = net.createServer(serve);
server.listen(0, '127.0.0.1', 1024, () => process.send?.(server.address()));
process.on('disconnect', () => process.exit());
