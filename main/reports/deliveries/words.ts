import { errorSentence } from '../../../contract/error-words.ts';
import type { AppErrorData } from '../../../contract/errors.ts';
import type { Language } from '../../../contract/language.ts';

interface DeliveryWords {
  missing: (titles: readonly string[]) => string;
  leftOut: (titles: readonly string[], value: string) => string;
  sentBy: (name: string) => string;
  pictureMissing: string;
  /** Leads to what a message is about. */
  open: string;
  failed: (name: string, reason: AppErrorData | null) => string;
}

/** Words around what is sent. */
export const deliveryWords: Record<Language, DeliveryWords> = {
  'zh-CN': {
    missing: (titles) => `注意：以下图表没有取到数据，文件中已标明：${titles.join('、')}`,
    leftOut: (titles, value) => `以下图表不能按“${value}”筛选，未收入：${titles.join('、')}`,
    sentBy: (name) => `由罗盘按计划“${name}”发送。`,
    pictureMissing: '图片未能生成，此消息不含图片。',
    open: '在罗盘中打开',
    failed: (name, reason) =>
      `计划“${name}”没有全部送达。${reason ? errorSentence(reason.code, reason.params, 'zh-CN') : '程序在发送途中停止，无法确认是否送达；可手动重发。'}`,
  },
  en: {
    missing: (titles) => `Please note: these tiles could not be read and are marked in the file: ${titles.join(', ')}`,
    leftOut: (titles, value) => `Left out, as they cannot be narrowed to “${value}”: ${titles.join(', ')}`,
    sentBy: (name) => `Sent by Luopan, schedule “${name}”.`,
    pictureMissing: 'The picture could not be made; this message goes without it.',
    open: 'Open in Luopan',
    failed: (name, reason) =>
      `Schedule “${name}” did not reach everybody. ${reason ? errorSentence(reason.code, reason.params, 'en') : 'The program stopped while sending, so nobody knows whether it arrived; send it again by hand.'}`,
  },
};
