import type { Socket } from 'node:net';
import type { Clock } from '../ports/clock.ts';
import { isLoopback } from './addresses.ts';
import type { Principal } from './roles.ts';
import { newToken, tokenHash } from './tokens.ts';

/**
 * Tokens this program lends to its own printer: good for reading only, from this machine only, for minutes, and known
 * to this process alone.
 */
export class LentTokens {
  readonly #clock: Clock;
  readonly #lent = new Map<string, { principal: Principal; until: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  lend(principal: Principal, forMs: number): { token: string; giveBack: () => void } {
    const token = newToken();
    const key = tokenHash(token).toString('hex');
    this.#lent.set(key, { principal: { ...principal, isReader: true }, until: this.#clock.now() + forMs });
    return { token, giveBack: () => this.#lent.delete(key) };
  }

  find(
    token: string,
    { remoteAddress, localAddress }: Pick<Socket, 'remoteAddress' | 'localAddress'>,
  ): Principal | null {
    if (this.#lent.size === 0) return null;
    const sender = (remoteAddress ?? '').replace(/^::ffff:/i, '');
    if (!isLoopback(sender) && remoteAddress !== localAddress) return null;
    const key = tokenHash(token).toString('hex');
    const found = this.#lent.get(key);
    if (found === undefined) return null;
    if (found.until > this.#clock.now()) return found.principal;
    this.#lent.delete(key);
    return null;
  }
}
