import { QueryObserver } from '@tanstack/react-query';
import { afterEach, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { createQueryClient } from '../../../queries/index.ts';
import { answerQuery } from './use-answer.ts';

const schema = z.object({ people: z.number() });
const question = (interval: string) =>
  answerQuery<z.output<typeof schema>, object>('k', JSON.stringify({ interval }), schema);

afterEach(() => {
  vi.unstubAllGlobals();
});

it('figures keep their own question while others are on their way, and get it back with them', async () => {
  const open: { body: string; answer: (people: number) => void }[] = [];
  vi.stubGlobal(
    'fetch',
    (_: string, { body }: { body: string }) =>
      new Promise<Response>((resolve) => {
        open.push({ body, answer: (people) => resolve(Response.json({ people })) });
      }),
  );
  const client = createQueryClient();
  const observer = new QueryObserver(client, question('month'));
  const stop = observer.subscribe(() => {});
  const shown = () => {
    const { data } = observer.getCurrentResult();
    return data && [data.data.people, data.asked];
  };
  expect(shown()).toBeUndefined();
  await expect.poll(() => open.length).toBe(1);
  open[0]?.answer(12);
  await expect.poll(shown).toEqual([12, { interval: 'month' }]);
  const { asked } = observer.getCurrentResult().data ?? {};

  observer.setOptions(question('week'));
  await expect.poll(() => open.length).toBe(2);
  expect(open[1]?.body).toBe('{"interval":"week"}');
  expect(observer.getCurrentResult().isPlaceholderData).toBe(true);
  expect(shown()).toEqual([12, { interval: 'month' }]);
  open[1]?.answer(52);
  await expect.poll(shown).toEqual([52, { interval: 'week' }]);

  observer.setOptions(question('month'));
  expect(shown()).toEqual([12, { interval: 'month' }]);
  // The same object, so that nothing is drawn anew.
  expect(observer.getCurrentResult().data?.asked).toBe(asked);
  stop();
  client.clear();
});
