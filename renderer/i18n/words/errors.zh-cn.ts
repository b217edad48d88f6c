import type { Translated } from '../words.ts';
import type { errorsEn } from './errors.en.ts';

export const errorsZhCn: Translated<typeof errorsEn> = {
  title: '没有成功',
  pageTitle: '页面显示不出来',
  pageHint: '您的数据没有受影响。请重试；如果一直这样，请把下面的内容反馈给我们。',
  unreachable: '罗盘没有响应。请确认程序仍在运行；您填写的内容没有丢失。',
  unreadable: '收到的内容无法识别，页面与程序的版本可能不一致，请刷新页面。',
  notSignedInTitle: '尚未登录',
  notSignedInHint: '请使用罗盘启动时显示的完整链接打开，即可自动登录。',
  reload: '刷新页面',
};
