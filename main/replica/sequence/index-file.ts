import { type FileKind, readCheckedFile, readCheckedHead, writeCheckedFile } from './checked-file.ts';
import { type Sequence, sequenceBytes } from './sequence.ts';

/** The format is raised whenever the arrays or what is in them change meaning: an older file is made anew. */
const kind: FileKind = { magic: 'LPSQ', format: 4 };

type Head = Omit<Sequence, 'buffer'>;

/** Writes the index beside its old version and puts it in its place when it is whole on the disk. */
export function writeIndexFile(path: string, { buffer, ...head }: Sequence): Promise<void> {
  return writeCheckedFile(path, kind, head satisfies Head, new Uint8Array(buffer));
}

/**
 * Reads the index of a file.
 *
 * @param isWanted looks at the watermark before the arrays are read
 * @returns null when there is no file, or one that is damaged, of another format or not wanted
 */
export async function readIndexFile(
  path: string,
  isWanted: (head: { seq: number; fingerprint: string }) => boolean,
): Promise<Sequence | null> {
  const read = await readCheckedFile<Head>(path, kind, (head) =>
    isWanted(head) ? sequenceBytes({ people: head.people, events: head.events, nameCount: head.names.length }) : null,
  );
  return read && { ...read.head, buffer: read.buffer };
}

/** What the index of a file is of, without a look at its arrays; null when there is no file, or one of another format. */
export function readIndexHead(path: string): Promise<{ seq: number; fingerprint: string } | null> {
  return readCheckedHead<Head>(path, kind);
}
