import type { Language } from '../../contract/language.ts';
import type { CustomModel, MemberUse } from '../../contract/model.ts';
import type { MetadataStore } from '../ports/metadata-store.ts';
import { usedBy } from '../semantic/index.ts';

const places: { kind: MemberUse['kind']; sql: string }[] = [
  { kind: 'board', sql: "SELECT id, json_extract(definition, '$.title') AS title, definition FROM boards" },
  { kind: 'report', sql: "SELECT id, json_extract(definition, '$.title') AS title, definition FROM reports" },
  { kind: 'alert', sql: 'SELECT id, name AS title, definition FROM alerts' },
];

/** Boards, reports, alerts, targets and other members that use a member of the model. */
export function usesOf(store: MetadataStore, member: string, custom: CustomModel, language: Language): MemberUse[] {
  const uses: MemberUse[] = [];
  // As JSON writes it, and as formulas do.
  const marks = [`"${member}"`, `[${member}]`];
  for (const { kind, sql } of places) {
    const found = store.all(
      `${sql} WHERE instr(definition, ?) > 0 OR instr(definition, ?) > 0 ORDER BY title, id`,
      marks,
    );
    uses.push(...found.map((row) => ({ kind, id: String(row.id), title: titleOf(row.title, language) })));
  }
  const targets = store.all('SELECT count(*) AS n FROM plan_targets WHERE measure = ? OR member = ?', [member, member]);
  if (Number(targets[0]?.n) > 0) uses.push({ kind: 'target', id: member, title: member });
  for (const { id, definition } of custom.members) {
    if (usedBy(definition).includes(member)) uses.push({ kind: 'member', id, title: definition.words[language].title });
  }
  return uses;
}

/** Titles of built-in boards are in both languages. */
function titleOf(title: unknown, language: Language): string {
  const text = String(title ?? '');
  if (!text.startsWith('{')) return text;
  const words = JSON.parse(text) as Record<string, string>;
  return words[language] ?? Object.values(words)[0] ?? '';
}
