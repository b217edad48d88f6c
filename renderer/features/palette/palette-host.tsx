import { lazy, Suspense, useEffect, useState } from 'react';
import { isSomethingOpen, isTyping } from '../../ui/index.ts';

const Palette = lazy(() => import('./palette.tsx'));
const KeyboardMap = lazy(async () => ({ default: (await import('./keyboard-map.tsx')).KeyboardMap }));

/** Boards list their keys themselves. */
const hasOwnMap = () => location.pathname === '/' || location.pathname.startsWith('/boards/');

/** Opens the palette with Ctrl+K or ⌘K and the map of keys with `?`, whichever page is open; fetched when wanted. */
export function PaletteHost() {
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.altKey) return;
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        setOpen((now) => (now === 'palette' ? null : 'palette'));
      } else if (event.key === '?' && !isTyping(event.target) && !isSomethingOpen() && !hasOwnMap()) {
        event.preventDefault();
        setOpen('keys');
      }
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, []);
  if (open === null) return null;
  const close = () => setOpen(null);
  return (
    <Suspense fallback={null}>
      {open === 'palette' ? <Palette close={close} /> : <KeyboardMap close={close} />}
    </Suspense>
  );
}
