import { parseArgs } from 'node:util';
import { AppError } from '../../../contract/errors.ts';
import type { Language } from '../../../contract/language.ts';

/** What the command line asks of a server. */
export interface ServerFlags {
  data: string | null;
  port: number;
  host: string;
  open: boolean;
  sample: boolean;
  language: Language;
  timezone: string;
  help: boolean;
}

const options = {
  data: { type: 'string' },
  port: { type: 'string' },
  host: { type: 'string' },
  open: { type: 'boolean', default: true },
  sample: { type: 'boolean', default: true },
  lang: { type: 'string' },
  tz: { type: 'string' },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

export const defaultPort = 7410;

/** @throws host/usage */
export function parseServerFlags(args: readonly string[], env: NodeJS.ProcessEnv): ServerFlags {
  const { values } = parsed(() => parseArgs({ args: [...args], options, allowNegative: true, strict: true }));
  return {
    data: values.data ?? null,
    port: values.port === undefined ? defaultPort : parsePort(values.port),
    host: values.host ?? '127.0.0.1',
    open: values.open,
    sample: values.sample,
    language: values.lang === undefined ? languageOfSystem(env) : parseLanguage(values.lang),
    timezone: parseZone(values.tz ?? Intl.DateTimeFormat().resolvedOptions().timeZone),
    help: values.help,
  };
}

/** Runs a parse of `node:util` and words its refusal as ours. @throws host/usage */
export function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    const problem = cause instanceof Error ? (cause.message.split('. ')[0] ?? '') : String(cause);
    throw new AppError('host/usage', { params: { problem }, cause });
  }
}

/** The language of the terminal, as `LC_ALL`, `LC_MESSAGES` or `LANG` have it. */
export function languageOfSystem(env: NodeJS.ProcessEnv): Language {
  return /^zh/i.test(env.LC_ALL || env.LC_MESSAGES || env.LANG || '') ? 'zh-CN' : 'en';
}

export function parseLanguage(text: string): Language {
  if (/^zh/i.test(text)) return 'zh-CN';
  if (/^en/i.test(text)) return 'en';
  throw new AppError('host/usage', { params: { problem: `--lang ${text}` } });
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new AppError('host/usage', { params: { problem: `--port ${text}` } });
}

function parseZone(name: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch (cause) {
    throw new AppError('host/usage', { params: { problem: `--tz ${name}` }, cause });
  }
}
