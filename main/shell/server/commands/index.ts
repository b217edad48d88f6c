import type { Language } from '../../../../contract/language.ts';
import { type Command, callCommand, usage } from './command.ts';
import { RefusedError } from './connection.ts';
import { doctorCommand } from './doctor.ts';
import { importCommand } from './import.ts';
import { sampleCommand } from './sample.ts';
import { statusCommand } from './status.ts';
import { syncCommand } from './sync.ts';
import { userCommand } from './user.ts';

const commands: Record<string, Command> = {
  import: importCommand,
  sample: sampleCommand,
  status: statusCommand,
  sync: syncCommand,
  user: userCommand,
  doctor: doctorCommand,
};

/**
 * Runs one command.
 *
 * @returns the exit code: 0 done, 1 refused or failed
 * @throws host/usage
 */
export async function runCommand(name: string, args: readonly string[], language: Language): Promise<number> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) throw usage(name);
  try {
    return await callCommand(command, args, language);
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    process.stderr.write(`${error.message}\n`);
    for (const { path, message } of error.details) process.stderr.write(`  ${path}: ${message}\n`);
    return 1;
  }
}
