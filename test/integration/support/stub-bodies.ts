import type http from 'node:http';

export const SIZE = 200 * 1024 * 1024;
export const CHUNK = Buffer.alloc(64 * 1024, 0x61);

/** Takes a body of any size, and says in a header how much it was. */
export const swallow: http.RequestListener = (req, res) => {
  let received = 0;
  req.on('data', (chunk: Buffer) => (received += chunk.length));
  req.on('end', () => res.writeHead(201, { 'x-received': String(received) }).end());
};

/** Gives a body of `SIZE`, as fast as it is taken. */
export const pour: http.RequestListener = (_req, res) => {
  res.writeHead(200, { 'content-type': 'text/calendar', 'content-length': SIZE });
  let left = SIZE;
  const pump = (): void => {
    while (left > 0) {
      left -= CHUNK.length;
      if (!res.write(CHUNK)) return void res.once('drain', pump);
    }
    res.end();
  };
  pump();
};
