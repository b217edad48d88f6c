import { textAt } from './import-scope.ts';
import { plainColumns, type RecordPlan } from './records-writer.ts';

const complaint = /投诉|complaint/i;

/** Requests for help. A complaint is one that the source marks so, or whose category says so. */
export const ticketsPlan: RecordPlan = {
  table: 'tickets',
  keyField: 'ticket_id',
  columns: (indexOf) => {
    const flag = indexOf('is_complaint');
    const category = indexOf('category');
    return [
      {
        name: 'is_complaint',
        read: (values) => {
          const marked = flag < 0 ? null : values[flag];
          return marked ?? (complaint.test(textAt(values, category) ?? '') ? 1 : 0);
        },
      },
      ...plainColumns(indexOf, [
        ['opened_at', 'opened_at'],
        ['first_response_at', 'first_response_at'],
        ['resolved_at', 'resolved_at'],
        ['status', 'status'],
        ['channel', 'channel'],
        ['priority', 'priority'],
        ['category', 'category'],
        ['subject', 'subject'],
        ['agent', 'agent'],
        ['satisfaction', 'satisfaction_milli'],
      ]),
    ];
  },
};
