import type { UploadPreview } from '../../../contract/imports.ts';
import type { PreviewColumn } from './mapping-plan.ts';

/** Test data: one preview column. */
export const column = (name: string, type: PreviewColumn['type'] = 'text', samples: string[] = []): PreviewColumn => ({
  name,
  type,
  nullCount: 0,
  samples,
  dateOrder: null,
});

/** Test data: the preview of a small Chinese order file whose guess is `orders`. */
export const orderPreview: UploadPreview = {
  ...{ uploadId: 'u1', saved: null },
  fileName: '订单.csv',
  sizeBytes: 2048,
  encoding: 'gb18030',
  hasBom: false,
  delimiter: ',',
  hasHeader: true,
  kind: 'text',
  tables: [],
  table: null,
  columns: [
    column('订单编号', 'integer', ['1', '2']),
    column('下单时间', 'instant', ['2020-02-21 00:00:00']),
    column('实付金额', 'decimal', ['178.80']),
    column('备注', 'text', ['加急']),
  ],
  rows: [['1', '2020-02-21 00:00:00', '178.80', '加急']],
  estimatedRows: 1,
  guess: {
    entity: 'orders',
    mapping: { order_id: { column: '订单编号' }, ordered_at: { column: '下单时间' }, net: { column: '实付金额' } },
    options: { timezone: 'Asia/Shanghai', currency: 'CNY', mode: 'upsert' },
    missing: [],
    confidence: 0.92,
  },
  alternatives: [{ entity: 'events', mapping: { occurred_at: { column: '下单时间' } }, missing: ['event'] }],
  warnings: [],
};
