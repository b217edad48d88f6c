import type { Clock } from '../ports/clock.ts';
import type { Audit } from './audit.ts';

/** Somebody looked at personal data: at one customer, at a list of them, or at a field of names. */
export type View =
  | { action: 'customer viewed'; target: string }
  /** `target`: what the list is behind. `question`: what tells one list of it from another; never written down. */
  | { action: 'customers listed'; target: string; question?: string; details?: Record<string, string | number> }
  | { action: 'personal field read'; target: string };

const hourMs = 3_600_000;
/** Views remembered; beyond, the oldest is forgotten and would be written down again. */
const maxRemembered = 50_000;

/**
 * Writes views of personal data into the audit: a line per reader and thing seen in an hour, however often it is opened
 * or paged through. Nobody waits for the line.
 */
export class Views {
  readonly #audit: Audit;
  readonly #clock: Clock;
  /** When each view was written down last, oldest first. */
  readonly #written = new Map<string, number>();

  constructor(audit: Audit, clock: Clock) {
    this.#audit = audit;
    this.#clock = clock;
  }

  note(actor: string, view: View): void {
    const { action, target } = view;
    const { question = '', details = {} } = action === 'customers listed' ? view : {};
    const key = JSON.stringify([actor, action, target, question]);
    const now = this.#clock.now();
    const written = this.#written.get(key);
    // A clock that was put back must not silence views until it has caught up.
    if (written !== undefined && Math.abs(now - written) < hourMs) return;
    this.#written.delete(key);
    this.#written.set(key, now);
    for (const oldest of this.#written.keys()) {
      if (this.#written.size <= maxRemembered) break;
      this.#written.delete(oldest);
    }
    void this.#audit.record({ actor, action, target, details });
  }
}
