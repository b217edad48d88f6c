import { parseArgs } from 'node:util';
import { AppError } from '../../../../contract/errors.ts';
import type { Language } from '../../../../contract/language.ts';
import { parsed } from '../flags.ts';
import { type Connection, connect } from './connection.ts';

/** One command of the command line; the answer is the exit code. */
export type Command = (call: CommandCall) => Promise<number>;

export interface CommandCall {
  language: Language;
  /** Words after the command. */
  words: string[];
  flags: Record<string, string | undefined>;
  isJson: boolean;
  /** Opens the line to the API; closed when the command ends. */
  connect: () => Promise<Connection>;
  data: string | null;
}

const names = [
  ...['data', 'lang', 'entity', 'mapping', 'options', 'currency', 'timezone', 'mode', 'source', 'encoding'],
  ...['delimiter', 'rejects', 'email', 'role', 'name'],
] as const;

/** Parses the words and flags of a command, runs it and closes what it opened. */
export async function callCommand(command: Command, args: readonly string[], language: Language): Promise<number> {
  const flags = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]));
  const { values, positionals } = parsed(() =>
    parseArgs({
      args: [...args],
      options: { ...flags, json: { type: 'boolean', default: false } },
      allowPositionals: true,
      strict: true,
    }),
  );
  const { json, ...rest } = values as Record<string, string | boolean | undefined>;
  const texts = rest as Record<string, string | undefined>;
  const data = texts.data ?? null;
  let connection: Connection | null = null;
  try {
    return await command({
      language,
      words: positionals,
      flags: texts,
      isJson: json === true,
      data,
      connect: async () => {
        connection ??= await connect({ data, language });
        return connection;
      },
    });
  } finally {
    await (connection as Connection | null)?.close();
  }
}

/** @throws host/usage */
export function required(flags: Record<string, string | undefined>, name: string): string {
  const value = flags[name];
  if (value === undefined || value === '') throw usage(`--${name}`);
  return value;
}

export function usage(problem: string): AppError {
  return new AppError('host/usage', { params: { problem } });
}

/** Writes the answer of a command to standard output. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
