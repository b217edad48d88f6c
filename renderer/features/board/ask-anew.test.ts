import { QueryObserver } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import { createQueryClient } from '../../queries/index.ts';
import { askAnew } from './ask-anew.ts';

it('an answer slower than the pace of a board comes all the same', async () => {
  const client = createQueryClient();
  const asked: { signal: AbortSignal; answer: (figure: number) => void }[] = [];
  const observer = new QueryObserver(client, {
    queryKey: ['cube', 'revenue'],
    initialData: 1,
    queryFn: ({ signal }) =>
      new Promise<number>((answer) => {
        asked.push({ signal, answer });
      }),
  });
  const stop = observer.subscribe(() => {});
  for (let step = 0; step < 3; step += 1) askAnew(client, 'one');
  expect(asked).toHaveLength(1);
  expect(asked[0]?.signal.aborted).toBe(false);
  asked[0]?.answer(2);
  await expect.poll(() => observer.getCurrentResult().data).toBe(2);
  // The next step of the pace asks again.
  askAnew(client, 'one');
  expect(asked).toHaveLength(2);
  stop();
  client.clear();
});
