import { copyFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { AppError } from '../../../contract/errors.ts';
import type { Clock } from '../../ports/clock.ts';
import { sendDingtalk, sendFeishu, sendWebhook, sendWecom } from './bots.ts';
import { sendEmail } from './email.ts';
import type { Message, OpenChannel, Send } from './message.ts';

/** Sends by the channel's kind. */
export function createSend(clock: Clock): Send {
  return async (channel, address, message, signal) => {
    switch (channel.kind) {
      case 'email':
        return sendEmail(channel, address, message);
      case 'folder':
        return putIntoFolder(channel, message);
      case 'webhook':
        return sendWebhook(channel, message, signal);
      case 'wecom':
        return sendWecom(channel, message, signal);
      case 'dingtalk':
        return sendDingtalk(channel, message, clock.now(), signal);
      case 'feishu':
        return sendFeishu(channel, message, clock.now(), signal);
    }
  };
}

/** The file appears whole, under the same name each time it is sent for the same run. */
async function putIntoFolder({ path }: Extract<OpenChannel, { kind: 'folder' }>, message: Message): Promise<void> {
  try {
    if (!isAbsolute(path)) throw new Error('not an absolute path');
    await mkdir(path, { recursive: true });
    const name = message.file?.name ?? `${message.key}.txt`;
    const part = join(path, `.${message.key}.part`);
    if (message.file) await copyFile(message.file.path, part);
    else await writeFile(part, `${message.subject}\n\n${message.text}\n`);
    await rename(part, join(path, name));
  } catch (cause) {
    const reason = cause instanceof Error ? ((cause as { code?: string }).code ?? cause.message) : String(cause);
    throw new AppError('deliveries/folder-unusable', { params: { path, reason }, isRetryable: true, cause });
  }
}
