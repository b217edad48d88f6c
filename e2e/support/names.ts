import { randomUUID } from 'node:crypto';

/** A name that no other attempt has used: a spec that failed half-way runs again on the same host. */
export function freshName(word: string): string {
  return `${word} ${randomUUID().slice(0, 6)}`;
}
