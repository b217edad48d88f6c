import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { Language } from '../../contract/language.ts';
import { chosenLanguage, startLanguage } from '../i18n/index.ts';
import { boardListQuery, boardQuery, createQueryClient, homeBoardOf, statusQuery } from '../queries/index.ts';
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

/** Asks for the home board while the page is still being put together. Failures are told by the page, which asks too. */
async function askForHomeBoard(): Promise<void> {
  if (location.pathname !== '/') return;
  const boards = await queryClient.fetchQuery(boardListQuery);
  await queryClient.prefetchQuery(boardQuery(homeBoardOf(boards)));
}

async function start(): Promise<void> {
  void askForHomeBoard().catch(() => {});
  void router.preloadRoute({ to: location.pathname }).catch(() => {});
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
