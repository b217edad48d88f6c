import { AppError } from '../../contract/errors.ts';
import type {
  CustomerFilter,
  CustomerList,
  CustomerListQuery,
  CustomerOrder,
  CustomerRow,
  Profile,
  ProfileSearch,
  ProfileSearchResult,
  Timeline,
  TimelineQuery,
} from '../../contract/profiles.ts';
import type { Workspace } from '../../contract/workspace.ts';
import type { MetadataStore } from '../ports/metadata-store.ts';
import type { Replica } from '../replica/index.ts';
import { customerIds, customerRows, listCustomers } from './list.ts';
import { searchProfiles } from './search.ts';
import { readTimeline } from './timeline.ts';

export interface ProfilesParts {
  store: MetadataStore;
  /** Throws `replica/unavailable` while it is not there yet. */
  replica: () => Replica;
  workspace: () => Pick<Workspace, 'currency'>;
  /** Segments a person is in. */
  segmentsOf: (profileId: number) => Profile['segments'];
}

/** Reads about customers, as of every write acknowledged before the question. */
export interface Profiles {
  search(query: ProfileSearch): Promise<ProfileSearchResult>;
  /** One page of the list of customers. @throws segments/not-found, api/invalid-input (a cursor that is none) */
  list(query: CustomerListQuery): Promise<CustomerList>;
  /** Everybody the filters let through, in order. @throws segments/not-found */
  ids(filter: CustomerFilter, order?: CustomerOrder): Promise<{ ids: number[]; asOf: string | null }>;
  /** These customers as lines of the list, in the order of the ids; those who are gone are left out. */
  rows(ids: readonly number[]): Promise<CustomerRow[]>;
  /** @throws profiles/not-found */
  card(id: number): Promise<Profile>;
  /** Newest first. @throws profiles/not-found, api/invalid-input (a cursor that is none) */
  timeline(id: number, page: TimelineQuery): Promise<Timeline>;
}

/** Things of the card's first page. */
const cardItems = 50;

const profileSql = `
SELECT p.kind, coalesce(p.display_name, p.known_as), p.country, p.region, p.city, coalesce(p.new_at, p.first_seen), p.traits,
       o.orders, o.revenue_minor, o.first_order_at, o.last_order_at,
       (SELECT count(*) FROM events WHERE profile_id = $1),
       (SELECT count(*) FROM tickets WHERE profile_id = $1),
       (SELECT count(*) FROM survey_responses WHERE profile_id = $1),
       (SELECT arg_max(score, answered_at) FROM survey_responses WHERE profile_id = $1 AND kind = 'nps'),
       (SELECT count(*) FROM opportunities WHERE profile_id = $1), o.average_order_minor
  FROM profiles p,
       (SELECT count(*) FILTER (WHERE is_counted) AS orders,
               coalesce(sum(net_base_minor) FILTER (WHERE is_revenue), 0)::BIGINT AS revenue_minor,
               sum(net_base_minor) FILTER (WHERE is_counted)
                 / nullif(count(net_base_minor) FILTER (WHERE is_counted), 0) AS average_order_minor,
               min(ordered_at) FILTER (WHERE is_counted) AS first_order_at,
               max(ordered_at) FILTER (WHERE is_counted) AS last_order_at
          FROM orders WHERE profile_id = $1) o
 WHERE p.id = $1`;

export function createProfiles({ store, replica: door, workspace, segmentsOf }: ProfilesParts): Profiles {
  async function fresh(): Promise<{ replica: Replica; asOf: string | null }> {
    const replica = door();
    const { at } = await replica.catchUp();
    return { replica, asOf: at === 0 ? null : new Date(at).toISOString() };
  }

  function identifiersOf(id: number): Profile['identifiers'] {
    return store
      .all(
        `SELECT i.type, i.value, s.name AS source FROM identifiers i JOIN sources s ON s.id = i.source_id
          WHERE i.profile_id = ? ORDER BY i.type, i.value LIMIT 1000`,
        [id],
      )
      .map((row) => ({ type: String(row.type), value: String(row.value), source: String(row.source) }));
  }

  return {
    async search(query) {
      const { replica } = await fresh();
      return searchProfiles({ store, replica }, query);
    },
    async list(query) {
      const { replica, asOf } = await fresh();
      return { asOf, currency: workspace().currency, ...(await listCustomers({ store, replica }, query)) };
    },
    async ids(filter, order) {
      const { replica, asOf } = await fresh();
      return { ids: await customerIds({ store, replica }, filter, order), asOf };
    },
    rows: (ids) => customerRows({ store, replica: door() }, ids),
    async card(id) {
      const { replica, asOf } = await fresh();
      const [{ rows }, timeline] = await Promise.all([
        replica.query(profileSql, [id]),
        readTimeline(replica, id, { limit: cardItems }),
      ]);
      const [row] = rows;
      if (row === undefined) throw new AppError('profiles/not-found');
      const text = (index: number): string | null => (typeof row[index] === 'string' ? row[index] : null);
      const instant = (index: number): string | null => (typeof row[index] === 'string' ? `${row[index]}Z` : null);
      const count = (index: number): number => Number(row[index] ?? 0);
      return {
        ...{ id, asOf, kind: text(0) === 'company' ? 'company' : 'person', displayName: text(1) },
        ...{ country: text(2), region: text(3), city: text(4), firstSeen: instant(5) },
        traits: JSON.parse(text(6) ?? '{}') as Record<string, unknown>,
        identifiers: identifiersOf(id),
        summary: {
          currency: workspace().currency,
          ...{ orders: count(7), revenueMinor: count(8), averageOrderMinor: row[16] == null ? null : count(16) },
          ...{ firstOrderAt: instant(9), lastOrderAt: instant(10) },
          ...{ events: count(11), tickets: count(12), surveyResponses: count(13) },
          lastNps: row[14] === null || row[14] === undefined ? null : Number(row[14]),
          opportunities: count(15),
        },
        segments: segmentsOf(id),
        timeline,
      };
    },
    async timeline(id, page) {
      const { replica } = await fresh();
      const { rows } = await replica.query('SELECT 1 FROM profiles WHERE id = ?', [id]);
      if (rows.length === 0) throw new AppError('profiles/not-found');
      return readTimeline(replica, id, page);
    },
  };
}
