import { lazy, Suspense, useEffect, useState } from 'react';

const UnreadMark = lazy(async () => ({ default: (await import('../features/deliveries/unread-mark.tsx')).UnreadMark }));

/** The page that is opened comes first; what else there is to tell may follow. */
const afterMs = 3_000;

/** A dot where notices wait to be read, loaded when everything else stands. */
export function Unread() {
  const [isTime, setIsTime] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsTime(true), afterMs);
    return () => clearTimeout(timer);
  }, []);
  return isTime ? (
    <Suspense>
      <UnreadMark />
    </Suspense>
  ) : null;
}
