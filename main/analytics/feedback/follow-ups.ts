import { AppError } from '../../../contract/errors.ts';
import type { FeedbackResponse, FollowUpInput } from '../../../contract/feedback.ts';
import type { Clock } from '../../ports/clock.ts';
import type { MetadataStore } from '../../ports/metadata-store.ts';

type FollowUp = NonNullable<FeedbackResponse['followUp']>;

/** What was done about answers. Kept by answer in the store; the newest word counts. */
export class FollowUps {
  readonly #store: MetadataStore;
  readonly #clock: Clock;

  constructor(store: MetadataStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  /** @throws api/not-found when there is no such answer */
  async write(responseId: number, { status, note }: FollowUpInput, actor: string): Promise<FollowUp> {
    const [known] = this.#store.all('SELECT 1 FROM survey_responses WHERE id = ?', [responseId]);
    if (known === undefined) throw new AppError('api/not-found');
    const at = this.#clock.now();
    await this.#store.run([
      {
        sql: `INSERT INTO survey_follow_ups (response_id, status, note, actor, at) VALUES (?, ?, ?, ?, ?)
              ON CONFLICT (response_id) DO UPDATE SET status = excluded.status, note = excluded.note,
              actor = excluded.actor, at = excluded.at`,
        params: [responseId, status, note, actor, at],
      },
    ]);
    return { status, note, by: actor, at: new Date(at).toISOString() };
  }

  of(responseIds: readonly number[]): Map<number, FollowUp> {
    const rows = this.#store.all(
      'SELECT response_id, status, note, actor, at FROM survey_follow_ups WHERE response_id IN (SELECT value FROM json_each(?))',
      [JSON.stringify(responseIds)],
    );
    return new Map(
      rows.map((row) => [
        Number(row.response_id),
        {
          status: String(row.status) as FollowUp['status'],
          note: String(row.note),
          by: String(row.actor),
          at: new Date(Number(row.at)).toISOString(),
        },
      ]),
    );
  }

  /** Answers with this status; `none`: those with any. */
  ids(status: FollowUp['status'] | 'none'): number[] {
    const condition = status === 'none' ? 'true' : 'status = ?';
    const params = status === 'none' ? [] : [status];
    return this.#store
      .all(`SELECT response_id FROM survey_follow_ups WHERE ${condition}`, params)
      .map((row) => Number(row.response_id));
  }
}
