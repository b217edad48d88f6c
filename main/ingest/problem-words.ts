import type { Language, LocalizedText } from '../../contract/language.ts';
import type { MessageProblem } from './messages.ts';

const words: Record<MessageProblem['reason'], LocalizedText> = {
  object: { 'zh-CN': '应为 JSON 对象。', en: 'Expected a JSON object.' },
  type: {
    'zh-CN': '类型应为 identify、track、page、screen、group 或 alias。',
    en: 'The type must be identify, track, page, screen, group or alias.',
  },
  who: { 'zh-CN': 'userId 与 anonymousId 至少要有一个。', en: 'userId or anonymousId is required.' },
  text: { 'zh-CN': '应为文字。', en: 'Expected text.' },
  required: { 'zh-CN': '必填。', en: 'Required.' },
  instant: { 'zh-CN': '应为 ISO 8601 时间。', en: 'Expected an ISO 8601 time.' },
  'too-long': { 'zh-CN': '文字过长。', en: 'The text is too long.' },
  'too-large': { 'zh-CN': '单条消息不得超过 32 KB。', en: 'A message may have at most 32 KB.' },
};

export const problemSentence = (reason: MessageProblem['reason'], language: Language): string =>
  words[reason][language];
