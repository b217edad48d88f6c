type Handler = (event: { sender: unknown; senderFrame: unknown }, ...args: unknown[]) => unknown;

const handlers = new Map<string, Handler>();

export const ipcMain = {
  handle(channel: string, handler: Handler): void {
    handlers.set(channel, handler);
  },
};

/** A question of a page, answered by whoever handles its channel. */
export async function answerInvoke(
  channel: string,
  event: { sender: unknown; senderFrame: unknown },
  args: unknown[],
): Promise<unknown> {
  const handler = handlers.get(channel);
  if (handler === undefined) throw new Error(`nobody handles ${channel}`);
  const values = args.map((one) => (one as { value?: unknown }).value);
  return handler(event, ...values);
}
