export { type Access, type AccessOptions, createAccess, requireRole, type Sender, sessionCookie } from './access.ts';
export { type AddressPolicy, createAddressPolicy, isLoopback } from './addresses.ts';
export type { AuditEntry } from './audit.ts';
export { isAtLeast, type Principal } from './roles.ts';
export { sessionSeconds } from './sessions.ts';
export type { View } from './views.ts';
