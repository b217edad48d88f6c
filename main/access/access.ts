import type { IncomingMessage } from 'node:http';
import type { OperatorRole } from '../../contract/access.ts';
import { AppError } from '../../contract/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { MetadataStore } from '../ports/metadata-store.ts';
import { AttemptLimit } from './attempts.ts';
import { Audit } from './audit.ts';
import { LentTokens } from './lent-tokens.ts';
import { Operators } from './operators.ts';
import { isAtLeast, type Principal } from './roles.ts';
import { Sessions } from './sessions.ts';
import { isSameToken, newToken } from './tokens.ts';
import { Views } from './views.ts';

const local: Principal = { actor: 'local', displayName: 'Local', role: 'owner' };

/** Who may come in and what they may do. */
export interface Access {
  /** The sign-in token of this start. */
  readonly token: string;
  readonly operators: Operators;
  readonly audit: Audit;
  /** Looks at personal data, for the audit. */
  readonly views: Views;
  /** Who sent this request; null = nobody we know. */
  authenticate(request: Sender): Principal | null;
  /** Whether this is the sign-in token of this start. */
  isStartToken(given: string): boolean;
  /** Exchanges the start token for a session cookie value; null when it is not the token. */
  exchange(token: string): string | null;
  /** Signs an operator in; the answer is the session cookie's value. @throws access/bad-credentials, access/too-many-attempts */
  signIn(input: { email: string; password: string; remoteAddress: string }): Promise<string>;
  signOut(request: Sender): Promise<void>;
  /** A token for this program's own printer: reading only, from this machine, for so long or until given back. */
  lend(principal: Principal, forMs: number): { token: string; giveBack: () => void };
  /** Who an audit name stands for now; null when the account is gone or disabled. */
  principalOf(actor: string): Principal | null;
}

/** The part of a request that tells who sent it. */
export type Sender = Pick<IncomingMessage, 'headers' | 'socket'>;

export interface AccessOptions {
  store: MetadataStore;
  clock: Clock;
  logger: Logger;
}

export function createAccess({ store, clock, logger }: AccessOptions): Access {
  const token = newToken();
  const operators = new Operators(store, clock);
  const sessions = new Sessions(store, clock);
  const audit = new Audit(store, clock, logger);
  const lent = new LentTokens(clock);
  const byEmail = new AttemptLimit(clock, 8);
  const byAddress = new AttemptLimit(clock, 40);
  return {
    token,
    operators,
    audit,
    views: new Views(audit, clock),
    authenticate(request) {
      const given = bearerToken(request.headers.authorization);
      if (given !== null) return isSameToken(given, token) ? local : lent.find(given, request.socket);
      const session = sessionValue(request);
      const found = session === null ? null : sessions.find(session);
      return found === 'local' ? local : found;
    },
    isStartToken: (given) => isSameToken(given, token),
    exchange(given) {
      return isSameToken(given, token) ? sessions.openLocal() : null;
    },
    async signIn({ email, password, remoteAddress }) {
      const key = email.trim().toLowerCase();
      byAddress.take(remoteAddress);
      byEmail.take(key);
      const operator = await operators.verify(email.trim(), password);
      if (operator === null) {
        await audit.record({ actor: 'unknown', action: 'sign-in refused', details: { remoteAddress } });
        throw new AppError('access/bad-credentials');
      }
      byEmail.clear(key);
      await audit.record({ actor: operator.id, action: 'sign-in', details: { remoteAddress } });
      return sessions.open(operator.id);
    },
    lend: (principal, forMs) => lent.lend(principal, forMs),
    principalOf(actor) {
      if (actor === local.actor) return local;
      const operator = operators.list().find((one) => one.id === actor);
      if (operator === undefined || operator.isDisabled) return null;
      return { actor, displayName: operator.displayName, role: operator.role };
    },
    async signOut(request) {
      const value = sessionValue(request);
      if (value !== null) await sessions.close(value);
    },
  };
}

/** @throws access/not-allowed */
export function requireRole(principal: Principal, minimum: OperatorRole): void {
  if (!isAtLeast(principal.role, minimum)) throw new AppError('access/not-allowed');
}

/** `Bearer <token>`, or the bare token as Cube's clients send it. */
function bearerToken(header: string | undefined): string | null {
  if (header === undefined) return null;
  return /^(?:Bearer\s+)?([A-Za-z0-9._~+/=-]+)$/i.exec(header.trim())?.[1] ?? '';
}

/** The session in the request's cookie. */
function sessionValue(request: Sender): string | null {
  const name = cookieName(request);
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return null;
}

/** Named after the port, because browsers share cookies between the ports of one host. */
function cookieName({ socket }: Sender): string {
  return `luopan_${socket.localPort ?? 0}`;
}

/**
 * The `Set-Cookie` header that opens a session in the browser; without a duration it ends with the browser, with 0 it
 * is removed.
 */
export function sessionCookie(request: Sender, value: string, seconds: number | null): string {
  const age = seconds === null ? '' : `; Max-Age=${seconds}`;
  // A proxy that speaks TLS to the browser says so; a forged header only narrows the forger's own cookie.
  const secure = request.headers['x-forwarded-proto'] === 'https' ? '; Secure' : '';
  return `${cookieName(request)}=${value}; Path=/; HttpOnly; SameSite=Strict${secure}${age}`;
}
