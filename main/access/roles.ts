import type { OperatorRole } from '../../contract/access.ts';

/** From least to most: a role may do all that the roles before it may. */
const rank: Record<OperatorRole, number> = { viewer: 0, analyst: 1, admin: 2, owner: 3 };

export function isAtLeast(role: OperatorRole, minimum: OperatorRole): boolean {
  return rank[role] >= rank[minimum];
}

/** Who is asking. `actor` names them in the audit: an operator's id, or `local` for the holder of the start token. */
export interface Principal {
  actor: string;
  displayName: string;
  role: OperatorRole;
  /** Holds a token lent for reading; whatever the role, nothing may be changed with it. */
  isReader?: true;
}
