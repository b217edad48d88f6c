import { compilerReason, type PlainProblem } from '../../contract/model-problems.ts';
import type { OwnFile } from './own-file.ts';

/**
 * What Cube's compiler says about a file, with the line it is about. Cube names the cube and the member, not the line:
 * `my_cube cube: (measures.total.type = summ) must be one of …` is looked up in what was read.
 *
 * @param own the file as it was read; null leaves the lines out
 */
export function problemsOf(reason: string, file: string, own: OwnFile | null): PlainProblem[] {
  const messages: string[] = [];
  for (const line of reason.replace(/^Error: /, '').split('\n')) {
    if (/^\s*$|^Compile errors:|Errors:$/.test(line)) continue;
    // Reasons that belong to the message before, and pictures of generated code.
    if (/^\s|^Possible reasons/.test(line) && messages.length > 0) {
      if (/^\s*\*/.test(line)) messages[messages.length - 1] += `; ${line.trim().slice(2)}`;
      continue;
    }
    messages.push(line.trim());
  }
  return [...new Set(messages)].slice(0, 30).map((message) => ({
    file,
    ...((own && placeOfMessage(message, own)) ?? { line: null, column: null }),
    ...compilerReason(message),
  }));
}

function placeOfMessage(message: string, own: OwnFile): { line: number; column: number } | null {
  const cubeName = /^(\w+) (?:cube|view)\b/.exec(message)?.[1] ?? /in (?:cube|view) '(\w+)'/.exec(message)?.[1];
  for (const kind of ['cubes', 'views'] as const) {
    const list = own.written[kind] ?? [];
    const index = list.findIndex(({ name }) => name === cubeName);
    const cube = list[index] as Record<string, unknown> | undefined;
    if (!cube) continue;
    const [, group = '', memberName = '', key = ''] = /["(](\w+)\.(\w+)(?:\.(\w+))?/.exec(message) ?? [];
    const members = cube[group];
    if (Array.isArray(members)) {
      const member = members.findIndex(
        (one: { name?: string }, at) => one?.name === memberName || String(at) === memberName,
      );
      if (member >= 0) return own.placeOf([kind, index, group, member, ...(key ? [snake(key)] : [])]);
    }
    const word = namedWord(message, cubeName);
    return (word ? own.placeOfWord(word) : null) ?? own.placeOf([kind, index, 'name']);
  }
  const word = namedWord(message, undefined);
  return word ? own.placeOfWord(word) : null;
}

/** The first quoted word that is not the cube itself. */
function namedWord(message: string, cubeName: string | undefined): string | null {
  const undefinedName = /^(\w+) is not defined/.exec(message)?.[1];
  if (undefinedName) return undefinedName;
  for (const [, word = ''] of message.matchAll(/['"“]([\w.]+)['"”]/g)) {
    if (word !== cubeName) return word.split('.').at(-1) ?? null;
  }
  return null;
}

const snake = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
