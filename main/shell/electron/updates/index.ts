/** Door of updates: from where an administrator or the person points to, offered and never installed unasked. */
export { policyPath } from './policy.ts';
export { Updates } from './updates.ts';
