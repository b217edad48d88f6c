/** Kinds of evidence, strongest first: when two on one row lead to different profiles, the first decides. */
export const identifierTypes = ['customer_id', 'email', 'phone', 'anonymous_id'] as const;
export type IdentifierType = (typeof identifierTypes)[number];

/** Types whose values mean something only inside one source. */
export const scopedTypes: ReadonlySet<IdentifierType> = new Set(['customer_id', 'anonymous_id']);

/** Types whose values are compared as they are written. */
export const plainTypes: ReadonlySet<IdentifierType> = new Set(['customer_id', 'anonymous_id']);

/** The form in which a value is compared; null when it is none (an e-mail without `@`, a phone of three digits). */
export function normalizeIdentifier(type: IdentifierType, value: string): string | null {
  // Shops mask what they export (`138****1000`): many people look the same then.
  if ((type === 'email' || type === 'phone') && /[*＊]/.test(value)) return null;
  if (type === 'email') return normalizeEmail(value);
  if (type === 'phone') return normalizePhone(value);
  return value === '' ? null : value;
}

function normalizeEmail(value: string): string | null {
  const email = value.trim().toLowerCase();
  const at = email.indexOf('@');
  return at > 0 && at === email.lastIndexOf('@') && at < email.length - 1 ? email : null;
}

/**
 * Digits with the country's code, `+8613800138000`. A number without one is taken as Chinese: `+86`, and the zero in
 * front of an area code is dropped. E.164 allows 15 digits.
 */
function normalizePhone(value: string): string | null {
  const plain = value.normalize('NFKC').trim();
  let digits = plain.replaceAll(/\D/g, '');
  if (plain.startsWith('+')) digits = `+${digits}`;
  else if (digits.startsWith('00')) digits = `+${digits.slice(2)}`;
  else if (digits.length === 13 && digits.startsWith('86')) digits = `+${digits}`;
  else digits = `+86${digits.replace(/^0/, '')}`;
  return digits.length >= 8 && digits.length <= 16 ? digits : null;
}
