import './styles/index.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Announcer } from './components/Announcer.tsx';
import { createQueryClient } from './queries/query-client.ts';
import { Routes } from './routes.tsx';

const container = document.getElementById('root');
if (container === null) throw new Error('index.html has no #root');

// The browser may bring this page back from its history after a logout, with everything still on it.
window.addEventListener('pageshow', (event) => {
  if (event.persisted) window.location.reload();
});

createRoot(container).render(
  <StrictMode>
    <QueryClientProvider client={createQueryClient()}>
      <Announcer>
        <Routes />
      </Announcer>
    </QueryClientProvider>
  </StrictMode>,
);
