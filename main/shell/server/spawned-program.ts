import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

export interface ProgramOptions {
  entry?: string;
  input?: string;
  env?: NodeJS.ProcessEnv;
  /** A command that runs the program, such as one that gives it a disk of its own. It has to become the program. */
  under?: readonly string[];
}

/** For tests: the program as a user runs it, in a process of its own. */
export class SpawnedProgram {
  readonly child: ChildProcess;
  #stdout = '';
  #stderr = '';
  readonly #ended: Promise<Ended>;

  constructor(args: readonly string[], options: ProgramOptions = {}) {
    const entry = options.entry ?? 'main/server.ts';
    const [command = process.execPath, ...rest] = [
      ...(options.under ?? []),
      process.execPath,
      join(root, entry),
      ...args,
    ];
    this.child = spawn(command, rest, {
      cwd: root,
      env: { ...process.env, LANG: 'C', LC_ALL: '', CI: '1', ...options.env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child.stdin?.end(options.input ?? '');
    this.child.stdout?.on('data', (data: Buffer) => {
      this.#stdout += data;
    });
    this.child.stderr?.on('data', (data: Buffer) => {
      this.#stderr += data;
    });
    this.#ended = once(this.child, 'close').then(([code]) => ({
      code: code as number | null,
      stdout: this.#stdout,
      stderr: this.#stderr,
    }));
  }

  /** What it has logged so far. */
  get log(): string {
    return this.#stderr;
  }

  /** The address in the ready line. */
  async ready(): Promise<URL> {
    for (;;) {
      const url = /^Luopan ready: (\S+)$/m.exec(this.#stdout)?.[1];
      if (url !== undefined) return new URL(url);
      if (this.child.exitCode !== null) throw new Error(`ended with ${this.child.exitCode}\n${this.#stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  ended(): Promise<Ended> {
    return this.#ended;
  }

  /** @returns how it ended */
  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    this.child.kill(signal);
    return this.#ended;
  }
}

/** Runs a command to its end. */
export function runProgram(args: readonly string[], options: ProgramOptions = {}): Promise<Ended> {
  return new SpawnedProgram(args, options).ended();
}
