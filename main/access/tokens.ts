import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits in URL-safe characters. */
export function newToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is kept of a token: its SHA-256, so that a copied store opens nothing. */
export function tokenHash(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

/** Compares without telling by its duration how much was right. */
export function isSameToken(left: string, right: string): boolean {
  return timingSafeEqual(tokenHash(left), tokenHash(right));
}
