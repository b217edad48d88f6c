import { outcomeOfStage } from '../connectors/files/index.ts';
import { type ImportScope, numberAt, textAt } from './import-scope.ts';
import type { KeyedRows } from './keyed-rows.ts';
import { plainColumns, type RecordPlan } from './records-writer.ts';

/** Opportunities looked at between two chunks. */
const pageRows = 5_000;

/**
 * Chances of a sale. The outcome is as mapped, else as the stage's name tells. A date of closing counts only for those
 * that are closed: many programs keep the expected one there. Each new stage leaves a row in the history.
 *
 * @param now UTC ms: when a stage was entered that nothing else dates
 */
export function opportunitiesPlan(now: number): RecordPlan {
  return {
    table: 'opportunities',
    keyField: 'opportunity_id',
    columns: (indexOf) => {
      const outcome = indexOf('outcome');
      const stage = indexOf('stage');
      const closedAt = indexOf('closed_at');
      const outcomeOf = (values: Parameters<typeof textAt>[0]): string =>
        textAt(values, outcome) ?? outcomeOfStage(textAt(values, stage) ?? '');
      return [
        { name: 'outcome', read: outcomeOf },
        {
          name: 'closed_at',
          read: (values) => (outcomeOf(values) === 'open' ? null : numberAt(values, closedAt)),
        },
        ...plainColumns(indexOf, [
          ['stage', 'stage'],
          ['stage_changed_at', 'stage_at'],
          ['opened_at', 'opened_at'],
          ['amount', 'amount_minor'],
          ['currency', 'currency'],
          ['owner', 'owner'],
          ['channel', 'channel'],
          ['loss_reason', 'loss_reason'],
          ['name', 'name'],
        ]),
      ];
    },
    finish: (scope, rows) => finish(scope, rows, now),
  };
}

function* finish(scope: ImportScope, rows: KeyedRows, now: number): Generator<void> {
  if (scope.mode === 'replace') {
    const { store, pending } = scope;
    const stages = store.prepare<[number]>('SELECT id FROM opportunity_stages WHERE opportunity_id = ?').raw();
    const remove = store.prepareWrite('DELETE FROM opportunity_stages WHERE id = ?');
    yield* rows.deleteUnseen({
      onDelete(opportunityId) {
        for (const [id] of stages.all(opportunityId)) {
          pending.beforeDelete('opportunity_stages', id);
          remove.run(id);
        }
      },
    });
  }
  yield* noteStages(scope, now);
}

/**
 * Notes the stage of every opportunity of this source that stands in another one than its history ends with: entered
 * when the source says, for the first stage when it was opened, for a closed one when it was closed, else now. A first
 * stage that nothing dates is not noted: it stands in the opportunity only.
 */
function* noteStages({ store, pending, sourceId }: ImportScope, now: number): Generator<void> {
  const page = store
    .prepare<[id: number, stage: string, enteredAt: number | null, openedAt: number | null, latest: string | null]>(
      `SELECT o.id, o.stage, coalesce(o.stage_at, o.closed_at), o.opened_at,
              (SELECT s.stage FROM opportunity_stages s WHERE s.opportunity_id = o.id
                ORDER BY s.entered_at DESC, s.id DESC LIMIT 1)
         FROM opportunities o WHERE o.source_id = ? AND o.id > ? ORDER BY o.id LIMIT ${pageRows}`,
    )
    .raw();
  const insert = store.prepareWrite(
    `INSERT INTO opportunity_stages (id, opportunity_id, stage, entered_at, is_guess) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (opportunity_id, entered_at, stage) DO NOTHING`,
  );
  for (let after = 0; ; ) {
    const found = page.all(sourceId, after);
    for (const [id, stage, enteredAt, openedAt, latest] of found) {
      after = id;
      if (stage === latest) continue;
      const at = enteredAt ?? (latest === null ? openedAt : now);
      if (at === null) continue;
      const stageId = pending.nextId('opportunity_stages');
      const isGuess = enteredAt === null && latest === null ? 1 : 0;
      if (insert.run(stageId, id, stage, at, isGuess).changes === 0) pending.giveBack('opportunity_stages');
    }
    if (found.length < pageRows) return;
    yield;
  }
}
