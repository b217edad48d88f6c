import type { ReportDefinition } from '../../../contract/reports.ts';
import type { Members } from '../../queries/index.ts';
import { addField, defaultShelf, emptyDefinition } from '../explore/index.ts';

/** What one customer's orders brought in, month by month; fields that the data model has lost are left out. */
export function ordersReport(id: number, members: Members | undefined): ReportDefinition {
  const filters = [{ member: 'orders.profile_id', operator: 'equals' as const, values: [String(id)] }];
  const empty: ReportDefinition = { ...emptyDefinition, pivot: { ...emptyDefinition.pivot, filters } };
  return ['orders.ordered_at', 'orders.revenue'].reduce((report, name) => {
    const member = members?.get(name);
    return member ? addField(report, member, defaultShelf(report, member)) : report;
  }, empty);
}
