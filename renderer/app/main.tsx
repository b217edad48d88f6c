import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { Language } from '../../contract/language.ts';
import { chosenLanguage, startLanguage } from '../i18n/index.ts';
import { createQueryClient, statusQuery } from '../queries/index.ts';
import { Providers } from './providers.tsx';
import { router } from './router.tsx';

const queryClient = createQueryClient();

/** A first visit speaks the workspace's language; a slow or failing host does not hold up the page for it. */
async function workspaceLanguage(): Promise<Language | null> {
  const status = queryClient.fetchQuery(statusQuery).then(
    (answer) => answer.workspace.language,
    () => null,
  );
  if (chosenLanguage()) return null;
  const patience = new Promise<null>((resolve) => setTimeout(() => resolve(null), 1000));
  return Promise.race([status, patience]);
}

async function start(): Promise<void> {
  await startLanguage(await workspaceLanguage());
  const root = document.getElementById('root');
  if (!root) throw new Error('index.html has no #root');
  createRoot(root).render(
    <StrictMode>
      <Providers queryClient={queryClient}>
        <RouterProvider router={router} />
      </Providers>
    </StrictMode>,
  );
}

void start();
