import { AppError } from '../../../contract/errors.ts';
import { escapeHtml } from '../../../contract/format/html.ts';
import type { Message, OpenChannel } from './message.ts';

type EmailChannel = Extract<OpenChannel, { kind: 'email' }>;

/**
 * One mail to one address: text, the picture in the text, the file attached. The message id is made of the key, so a
 * server that saw it before can drop it.
 *
 * @throws deliveries/recipient-refused, deliveries/refused, deliveries/unreachable, deliveries/too-large
 */
export async function sendEmail(channel: EmailChannel, address: string, message: Message): Promise<void> {
  const limit = channel.limitMegabytes * 1_000_000;
  if (message.file && message.file.sizeBytes > limit) {
    const size = `${(message.file.sizeBytes / 1e6).toFixed(1)} MB`;
    throw new AppError('deliveries/too-large', { params: { size, limit: `${channel.limitMegabytes} MB` } });
  }
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    host: channel.host,
    port: channel.port,
    secure: channel.security === 'tls',
    requireTLS: channel.security === 'starttls',
    ignoreTLS: channel.security === 'none',
    tls: { rejectUnauthorized: !channel.trustsAnyCertificate },
    ...(channel.user ? { auth: { user: channel.user, pass: channel.password } } : {}),
    connectionTimeout: 20_000,
    greetingTimeout: 20_000,
    socketTimeout: 120_000,
    // Nothing outside is ever fetched into a mail.
    disableUrlAccess: true,
  });
  const { picture, file } = message;
  try {
    await transport.sendMail({
      from: channel.from,
      to: { name: '', address },
      subject: message.subject,
      messageId: `<${message.key}@luopan>`,
      text: message.link ? `${message.text}\n\n${message.link.words}: ${message.link.url}` : message.text,
      html: htmlOf(message),
      attachments: [
        ...(picture
          ? [
              {
                filename: 'board.png',
                content: Buffer.from(picture),
                cid: 'board',
                contentDisposition: 'inline' as const,
              },
            ]
          : []),
        ...(file ? [{ filename: file.name, path: file.path, contentType: file.contentType }] : []),
      ],
    });
  } catch (error) {
    throw failureOf(error, channel, address);
  } finally {
    transport.close();
  }
}

function htmlOf({ text, picture, link }: Message): string {
  const paragraphs = text.split('\n').map((line) => `<p style="margin:0 0 8px">${escapeHtml(line) || '&nbsp;'}</p>`);
  const image = picture ? '<p><img src="cid:board" alt="" style="max-width:100%;border:1px solid #e6e3dc"></p>' : '';
  const way = link
    ? `<p style="margin:12px 0"><a href="${escapeHtml(link.url)}" style="color:#2f5fd0">${escapeHtml(link.words)}</a></p>`
    : '';
  return `<div style="font:14px/22px sans-serif;color:#1c1f23">${paragraphs.join('')}${way}${image}</div>`;
}

interface SmtpError {
  code?: string;
  responseCode?: number;
  response?: string;
  command?: string;
  message?: string;
}

function failureOf(error: unknown, { host }: EmailChannel, recipient: string): AppError {
  const { code = '', responseCode = 0, response, command, message = '' } = (error ?? {}) as SmtpError;
  const reason = response ?? message;
  if (code === 'EENVELOPE' && (command === undefined || command.startsWith('RCPT'))) {
    const isRetryable = responseCode >= 400 && responseCode < 500;
    return new AppError('deliveries/recipient-refused', { params: { recipient, reason }, isRetryable, cause: error });
  }
  const isNetwork = ['ECONNECTION', 'ESOCKET', 'ETIMEDOUT', 'EDNS', 'ECONNREFUSED'].includes(code);
  if (isNetwork)
    return new AppError('deliveries/unreachable', {
      params: { target: host, reason },
      isRetryable: true,
      cause: error,
    });
  const isRetryable = responseCode >= 400 && responseCode < 500;
  return new AppError('deliveries/refused', { params: { target: host, reason }, isRetryable, cause: error });
}
