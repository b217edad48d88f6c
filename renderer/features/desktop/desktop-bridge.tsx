import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useLanguage } from '../../i18n/index.ts';
import { FindBar, type Found } from './find-bar.tsx';
import { shell } from './shell.ts';

/** Stands in the frame of the desktop window: does what its menu asks, and tells it the language. */
export function DesktopBridge() {
  const router = useRouter();
  const queryClient = useQueryClient();
  const language = useLanguage();
  const [found, setFound] = useState<Found | null>(null);
  useEffect(() => {
    // A Luopan elsewhere has no say in the language of this machine's menus.
    if (shell?.isHome) void shell.ask('language', language);
  }, [language]);
  useEffect(
    () =>
      shell?.listen((message) => {
        switch (message.type) {
          case 'go':
            router.history.push(message.path);
            break;
          case 'find':
            setFound({ active: 0, total: 0 });
            break;
          case 'found':
            setFound((before) => (before === null ? null : { active: message.active, total: message.total }));
            break;
          case 'woke-up':
            void queryClient.invalidateQueries();
            break;
          case 'updates':
            break;
        }
      }),
    [router, queryClient],
  );
  if (shell === null || found === null) return null;
  return <FindBar shell={shell} found={found} onClose={() => setFound(null)} />;
}
