import type { IncomingHttpHeaders } from 'node:http';
import type { OperatorRole } from '../../contract/access.ts';
import { AppError } from '../../contract/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Logger } from '../ports/logger.ts';
import type { MetadataStore } from '../ports/metadata-store.ts';
import { AttemptLimit } from './attempts.ts';
import { Audit } from './audit.ts';
import { Operators } from './operators.ts';
import { isAtLeast, type Principal } from './roles.ts';
import { Sessions } from './sessions.ts';
import { isSameToken, newToken } from './tokens.ts';

const local: Principal = { actor: 'local', displayName: 'Local', role: 'owner' };

/** Who may come in and what they may do. */
export interface Access {
  /** The sign-in token of this start. */
  readonly token: string;
  readonly operators: Operators;
  readonly audit: Audit;
  /** Who sent a request with these headers; null = nobody we know. */
  authenticate(headers: IncomingHttpHeaders): Principal | null;
  /** Exchanges the start token for a session cookie value; null when it is not the token. */
  exchange(token: string): string | null;
  /** Signs an operator in; the answer is the session cookie's value. @throws access/bad-credentials, access/too-many-attempts */
  signIn(input: { email: string; password: string; remoteAddress: string }): Promise<string>;
  signOut(headers: IncomingHttpHeaders): Promise<void>;
  /** The cookie is named after the port, because browsers share cookies between the ports of one host. */
  useCookieName(name: string): void;
  readonly cookieName: string;
}

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
  const byEmail = new AttemptLimit(clock, 8);
  const byAddress = new AttemptLimit(clock, 40);
  let cookieName = 'luopan_session';

  function principalOfSession(value: string | null): Principal | null {
    if (value === null) return null;
    const found = sessions.find(value);
    return found === 'local' ? local : found;
  }

  return {
    token,
    operators,
    audit,
    get cookieName() {
      return cookieName;
    },
    useCookieName(name) {
      cookieName = name;
    },
    authenticate(headers) {
      const given = bearerToken(headers.authorization);
      if (given !== null) return isSameToken(given, token) ? local : null;
      return principalOfSession(cookieValue(headers.cookie, cookieName));
    },
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
    async signOut(headers) {
      const value = cookieValue(headers.cookie, cookieName);
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

function cookieValue(header: string | undefined, name: string): string | null {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return null;
}
