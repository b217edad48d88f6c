import { expect, it } from 'vitest';
import { deliveryScheduleInput } from '../../../contract/deliveries.ts';
import type { Exports } from '../exports.ts';
import { noPicture } from './picture.ts';
import { reportMessage } from './report-message.ts';
import { orderInput } from './schedule-orders.ts';

it.each([
  [{ board: 'sales' }, 'https://bi.example.com/boards/sales?range=latest-week&orders.country=%E6%B3%95%E5%9B%BD'],
  [{ briefing: 'sales' }, 'https://bi.example.com/briefing/sales?range=latest-week&orders.country=%E6%B3%95%E5%9B%BD'],
  [{ report: 'r1' }, undefined],
])('the message with the part of one reader leads to no more than that part: %j', async (of, url) => {
  const definition = deliveryScheduleInput.parse({
    name: 'Weekly',
    target: { ...of, view: { range: 'latest-week' } },
    ...{ format: 'pdf', lang: 'zh-CN' },
    slices: { member: 'orders.country', values: ['法国', '英国'] },
    recipients: [{ channelId: 'c1', address: 'a@example.com', value: '法国' }],
    schedule: { cron: '0 9 * * *', timezone: 'UTC' },
  });
  const row = { id: 'e1', title: 'Sales', order: orderInput(definition, '法国'), details: {} };
  const file = { path: '/files/e1', fileName: 'Sales.pdf', contentType: 'application/pdf', sizeBytes: 1 };
  const exports = { get: () => row, file: async () => file } as unknown as Exports;
  const message = await reportMessage(
    { id: 's1', owner: 'o', isPaused: false, definition },
    { id: 'd1', exportId: 'e1', slice: '法国' },
    { exports, picture: noPicture, hasPlace: false, publicAddress: 'https://bi.example.com' },
  );
  expect(message.link?.url).toBe(url);
  expect(message.file?.name).toBe('Sales 法国.pdf');
});
