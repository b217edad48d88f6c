import { z } from 'zod';

/** viewer reads; analyst also imports and edits boards; admin also settings, tables, accounts; owner also other owners. */
export const operatorRoles = ['viewer', 'analyst', 'admin', 'owner'] as const;
export const operatorRoleInput = z.enum(operatorRoles);
export type OperatorRole = z.infer<typeof operatorRoleInput>;

const email = z.string().trim().max(254).pipe(z.email());
const password = z.string().min(10).max(200);

export const signInInput = z.strictObject({ email: z.string().max(254), password: z.string().max(200) });

/** Who is signed in; `operatorId` is null for the holder of the start token. */
export const sessionOutput = z.object({
  operatorId: z.string().nullable(),
  displayName: z.string(),
  role: operatorRoleInput,
});
export type Session = z.infer<typeof sessionOutput>;

export const operatorInput = z.strictObject({
  email,
  password,
  role: operatorRoleInput,
  displayName: z.string().trim().min(1).max(80).optional(),
});
export type OperatorInput = z.infer<typeof operatorInput>;

export const operatorChangeInput = z.strictObject({
  password: password.optional(),
  role: operatorRoleInput.optional(),
  displayName: z.string().trim().min(1).max(80).optional(),
  isDisabled: z.boolean().optional(),
});
export type OperatorChange = z.infer<typeof operatorChangeInput>;

export const operatorOutput = z.object({
  id: z.string(),
  email: z.string(),
  displayName: z.string(),
  role: operatorRoleInput,
  createdAt: z.iso.datetime(),
  isDisabled: z.boolean(),
});
export type Operator = z.infer<typeof operatorOutput>;
