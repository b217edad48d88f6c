import { streamSSE } from 'hono/streaming';
import { z } from 'zod';
import type { ChangeFeed } from '../change-feed.ts';
import { newRouter, type Router } from '../router.ts';

const path = '/api/v1/changes';
/** A comment line this often keeps proxies from closing a quiet stream. */
const quietMs = 20_000;

/** Server-sent events: what has become stale. Event names: those of `ChangeName`. */
export function changeRoutes(feed: ChangeFeed): Router {
  const app = newRouter();
  app.openAPIRegistry.registerPath({
    method: 'get',
    path,
    summary:
      'Server-sent events: `data` (new watermark), `import` (progress), `workspace` (settings), `notice` (something to tell; `id` of the newest)',
    responses: { 200: { content: { 'text/event-stream': { schema: z.string() } }, description: 'Events without end' } },
  });
  app.get(path, (c) => {
    c.header('X-Accel-Buffering', 'no');
    return streamSSE(c, async (stream) => {
      const reader = feed.open();
      stream.onAbort(() => feed.release(reader));
      try {
        await stream.write(': open\n\n');
        while (!reader.isClosed && !stream.aborted) {
          const changes = await reader.take(quietMs);
          if (changes.length === 0) await stream.write(': quiet\n\n');
          for (const { name, data } of changes) await stream.writeSSE({ event: name, data: JSON.stringify(data) });
        }
      } finally {
        feed.release(reader);
      }
    });
  });
  return app;
}
