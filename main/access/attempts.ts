import { AppError } from '../../contract/errors.ts';
import type { Clock } from '../ports/clock.ts';

const windowMs = 15 * 60_000;
const remembered = 10_000;

/** Counts sign-in attempts per key (an e-mail address, a remote address) and refuses when there were too many. */
export class AttemptLimit {
  readonly #clock: Clock;
  readonly #maximum: number;
  readonly #attempts = new Map<string, number[]>();

  constructor(clock: Clock, maximum: number) {
    this.#clock = clock;
    this.#maximum = maximum;
  }

  /**
   * Takes one attempt before the password is looked at, so that attempts at the same time count too.
   *
   * @throws access/too-many-attempts with the seconds left
   */
  take(key: string): void {
    const now = this.#clock.now();
    const recent = (this.#attempts.get(key) ?? []).filter((at) => at > now - windowMs);
    const oldest = recent[0];
    if (oldest !== undefined && recent.length >= this.#maximum) {
      const seconds = Math.max(1, Math.ceil((oldest + windowMs - now) / 1000));
      throw new AppError('access/too-many-attempts', { params: { seconds }, isRetryable: true });
    }
    this.#attempts.delete(key);
    this.#attempts.set(key, [...recent, now]);
    const eldest = this.#attempts.size > remembered ? this.#attempts.keys().next().value : undefined;
    if (eldest !== undefined) this.#attempts.delete(eldest);
  }

  /** The password was right: earlier attempts are forgotten. */
  clear(key: string): void {
    this.#attempts.delete(key);
  }
}
