import { createHash, createHmac } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { AppError } from '../../../contract/errors.ts';
import { textWithLink } from './bot-text.ts';
import type { Message, OpenChannel } from './message.ts';

type WebChannel = Extract<OpenChannel, { kind: 'webhook' | 'wecom' | 'dingtalk' | 'feishu' }>;

const timeoutMs = 30_000;
/** A picture for a WeCom group may have 2 MB, a file 20 MB. */
const wecomPictureBytes = 2_000_000;
const wecomFileBytes = 20_000_000;

/** A webhook: JSON, signed by HMAC-SHA-256 over the body in `X-Luopan-Signature` where the channel has a secret. */
export async function sendWebhook(channel: WebChannel, message: Message, signal?: AbortSignal): Promise<void> {
  const { subject, text, data, key, file, link } = message;
  const body = JSON.stringify({
    key,
    subject,
    text,
    link: link?.url ?? null,
    file: file && { name: file.name, sizeBytes: file.sizeBytes },
    ...data,
  });
  const signature = createHmac('sha256', channel.secret).update(body).digest('hex');
  const headers: Record<string, string> = { 'content-type': 'application/json', 'idempotency-key': key };
  if (channel.secret) headers['x-luopan-signature'] = `sha256=${signature}`;
  if (file) {
    const form = new FormData();
    form.set('payload', body);
    form.set('file', await openAsBlob(file.path, { type: file.contentType }), file.name);
    const { 'content-type': _, ...rest } = headers;
    await post(channel, channel.url, { headers: rest, body: form }, signal);
  } else await post(channel, channel.url, { headers, body }, signal);
}

/** WeCom group bot: markdown, then the picture, then the file (uploaded first, sent by its media id). */
export async function sendWecom(channel: WebChannel, message: Message, signal?: AbortSignal): Promise<void> {
  const tell = (body: object) =>
    postJson(channel, channel.url, body, signal).then((answer) => requireOk(channel, answer, 'errcode', 'errmsg'));
  const content = textWithLink(`**${message.subject}**\n${message.text}`, message.link, 4096);
  await tell({ msgtype: 'markdown', markdown: { content } });
  const { picture, file } = message;
  if (picture && picture.byteLength <= wecomPictureBytes) {
    const base64 = Buffer.from(picture).toString('base64');
    await tell({ msgtype: 'image', image: { base64, md5: createHash('md5').update(picture).digest('hex') } });
  }
  if (file && file.sizeBytes <= wecomFileBytes) {
    const upload = new URL(channel.url);
    upload.pathname = upload.pathname.replace(/\/send$/, '/upload_media');
    upload.searchParams.set('type', 'file');
    const form = new FormData();
    form.set('media', await openAsBlob(file.path, { type: file.contentType }), file.name);
    const answer = await post(channel, upload.href, { body: form }, signal);
    requireOk(channel, answer, 'errcode', 'errmsg');
    await tell({ msgtype: 'file', file: { media_id: String(answer.media_id ?? '') } });
  }
}

/** DingTalk group bot: the sign is HMAC-SHA-256 of `timestamp\nsecret` under the secret, in the address. */
export async function sendDingtalk(
  channel: WebChannel,
  message: Message,
  now: number,
  signal?: AbortSignal,
): Promise<void> {
  const url = new URL(channel.url);
  if (channel.secret) {
    url.searchParams.set('timestamp', String(now));
    url.searchParams.set(
      'sign',
      createHmac('sha256', channel.secret).update(`${now}\n${channel.secret}`).digest('base64'),
    );
  }
  const lines = message.text.replaceAll('\n', '\n\n');
  const text = textWithLink(`#### ${message.subject}\n\n${lines}`, message.link, 19_000);
  const answer = await postJson(
    channel,
    url.href,
    { msgtype: 'markdown', markdown: { title: message.subject, text } },
    signal,
  );
  requireOk(channel, answer, 'errcode', 'errmsg');
}

/** Feishu group bot: `timestamp\nsecret` is the key of an HMAC-SHA-256 over nothing; timestamps are seconds. */
export async function sendFeishu(
  channel: WebChannel,
  message: Message,
  now: number,
  signal?: AbortSignal,
): Promise<void> {
  const timestamp = String(Math.floor(now / 1000));
  const sign = createHmac('sha256', `${timestamp}\n${channel.secret}`).update('').digest('base64');
  const { link } = message;
  const lines: object[][] = message.text.split('\n').map((text) => [{ tag: 'text', text }]);
  if (link) lines.push([{ tag: 'a', text: link.words, href: link.url }]);
  const answer = await postJson(
    channel,
    channel.url,
    {
      ...(channel.secret ? { timestamp, sign } : {}),
      msg_type: 'post',
      content: { post: { zh_cn: { title: message.subject, content: lines } } },
    },
    signal,
  );
  requireOk(channel, answer, 'code', 'msg');
}

function requireOk({ name }: WebChannel, answer: Record<string, unknown>, code: string, words: string): void {
  if (answer[code] === 0 || (answer[code] === undefined && answer.StatusCode === 0)) return;
  throw new AppError('deliveries/refused', {
    params: { target: name, reason: `${answer[code] ?? ''} ${answer[words] ?? ''}`.trim() },
  });
}

function postJson(
  channel: WebChannel,
  url: string,
  body: object,
  signal?: AbortSignal,
): Promise<Record<string, unknown>> {
  return post(channel, url, { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }, signal);
}

async function post(
  { name }: WebChannel,
  url: string,
  init: { headers?: Record<string, string>; body: string | FormData },
  signal?: AbortSignal,
): Promise<Record<string, unknown>> {
  const stop = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(signal ? [signal] : [])]);
  let response: Response;
  try {
    // The address holds a key: it is followed nowhere else.
    response = await fetch(url, { method: 'POST', redirect: 'manual', signal: stop, ...init });
  } catch (cause) {
    const reason = cause instanceof Error ? (cause.cause instanceof Error ? cause.cause.message : cause.message) : '';
    throw new AppError('deliveries/unreachable', { params: { target: name, reason }, isRetryable: true, cause });
  }
  const answer: unknown = await response.json().catch(() => ({}));
  if (!response.ok) {
    const isRetryable = response.status === 429 || response.status >= 500;
    throw new AppError('deliveries/refused', {
      params: { target: name, reason: `HTTP ${response.status}` },
      isRetryable,
    });
  }
  return answer !== null && typeof answer === 'object' ? (answer as Record<string, unknown>) : {};
}
