import { errorSentence } from '../../../contract/error-words.ts';
import { AppError } from '../../../contract/errors.ts';
import type { Language } from '../../../contract/language.ts';
import { runCommand } from './commands/index.ts';
import { languageOfSystem, parseLanguage } from './flags.ts';
import { helpText } from './help.ts';
import { serve } from './serve.ts';

/**
 * The command line: flags alone run the server until it is told to stop, a word in front is a command.
 *
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage, 3 imported with rejects
 */
export async function run(args: readonly string[]): Promise<number> {
  const language = wantedLanguage(args);
  try {
    const [first] = args;
    if (args.includes('--help') || args.includes('-h') || first === 'help') {
      process.stdout.write(helpText(language));
      return 0;
    }
    if (first === undefined || first.startsWith('-')) return await serve(args);
    return await runCommand(first, args.slice(1), language);
  } catch (error) {
    return report(error, language);
  }
}

function report(error: unknown, language: Language): number {
  if (!(error instanceof AppError)) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 1;
  }
  process.stderr.write(`${errorSentence(error.code, error.params, language)}\n`);
  for (const { path, message } of error.details) process.stderr.write(`  ${path}: ${message}\n`);
  if (error.kind === 'bug' && error.cause instanceof Error) process.stderr.write(`${error.cause.stack}\n`);
  return error.code === 'host/usage' ? 2 : 1;
}

function wantedLanguage(args: readonly string[]): Language {
  const at = args.findIndex((arg) => arg === '--lang' || arg.startsWith('--lang='));
  const value = at < 0 ? undefined : args[at]?.includes('=') ? args[at]?.slice('--lang='.length) : args[at + 1];
  try {
    return value === undefined ? languageOfSystem(process.env) : parseLanguage(value);
  } catch {
    return languageOfSystem(process.env);
  }
}
