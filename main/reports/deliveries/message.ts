import type { Language } from '../../../contract/language.ts';
import { linkTo } from '../../../contract/links.ts';
import { deliveryWords } from './words.ts';

/** What is sent. The file lies on this machine. */
export interface Message {
  /** The same for every try of the same delivery: receivers that know it take it once. */
  key: string;
  subject: string;
  /** Plain text; lines are paragraphs. */
  text: string;
  file: { path: string; name: string; contentType: string; sizeBytes: number } | null;
  /** PNG. */
  picture: Uint8Array | null;
  /** Where to go on; null where no address of this workspace is known. */
  link: { url: string; words: string } | null;
  /** For programs that receive webhooks. */
  data: Record<string, unknown>;
}

/** Settings of a channel with its secrets opened. */
export type OpenChannel =
  | {
      kind: 'email';
      name: string;
      host: string;
      port: number;
      security: 'tls' | 'starttls' | 'none';
      trustsAnyCertificate: boolean;
      user: string;
      password: string;
      from: string;
      limitMegabytes: number;
    }
  | { kind: 'folder'; name: string; path: string }
  | { kind: 'webhook' | 'wecom' | 'dingtalk' | 'feishu'; name: string; url: string; secret: string };

/** Sends one message to one address. @throws deliveries/* */
export type Send = (channel: OpenChannel, address: string, message: Message, signal?: AbortSignal) => Promise<void>;

/** The way from a message to a page of the interface; null without a public address or a page. */
export function messageLink(publicAddress: string | null, path: string | null, language: Language): Message['link'] {
  if (publicAddress === null || path === null) return null;
  return { url: linkTo(publicAddress, path), words: deliveryWords[language].open };
}
