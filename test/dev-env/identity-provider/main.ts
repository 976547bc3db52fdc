import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { handleInteraction } from './interaction.ts';
import { messagePage } from './pages.ts';
import { createProvider } from './provider.ts';
import { providerSettings } from './settings.ts';

/** Started with the path of its settings. */
const settings = providerSettings.parse(JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')));
const provider = createProvider(settings);
const callback = provider.callback();

const server = createServer((req, res) => {
  if (!req.url?.startsWith('/interaction/')) {
    void callback(req, res);
    return;
  }
  handleInteraction(provider, settings.accounts, req, res).catch(() => {
    res.writeHead(400, { 'Content-Type': 'text/html; charset=utf-8' });
    res.end(
      messagePage(
        'This login is over',
        'It took too long, or was begun in another browser. Please log in again.',
        settings.client.publicUrl,
      ),
    );
  });
});
server.listen(settings.port, settings.host);

process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeAllConnections();
});
