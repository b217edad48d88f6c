import { z } from 'zod';
import type { TimelineItem } from '../../../contract/profiles.ts';
import { currencyDigits, formatDay, formatDuration, formatExact, localDateOf } from '../../format/index.ts';
import { useLanguage, useTranslation } from '../../i18n/index.ts';

/** One thing of a story as people read it. */
export interface ItemWords {
  /** Where the thing has a closer name than its kind, such as a return. */
  kind?: string;
  title: string;
  details: string[];
  /** What the customer said. */
  quote?: string | undefined;
  amount?: string | undefined;
}

const text = z.string().optional().catch(undefined);
const number = z.number().optional().catch(undefined);
const orderDetails = z.object({
  documentKind: z.enum(['order', 'return', 'adjustment']).catch('order'),
  status: z.enum(['paid', 'open', 'cancelled']).optional().catch(undefined),
  ...{ netMinor: number, currency: text, channel: text, store: text },
});
const surveyDetails = z.object({ surveyKind: text, score: number, comment: text, channel: text, agent: text });
const ticketDetails = z.object({
  ...{ number: text, status: text, category: text, priority: text, channel: text, agent: text },
  ...{ isComplaint: z.boolean().catch(false), firstResponseMinutes: number, resolutionMinutes: number },
  satisfaction: number,
});
const opportunityDetails = z.object({
  outcome: z.enum(['open', 'won', 'lost']).optional().catch(undefined),
  ...{ number: text, stage: text, amountMinor: number, currency: text, owner: text, lossReason: text },
  closedAtMs: number,
});

/** Properties of an event that are said; the rest is in the data. */
const mostProperties = 6;

export function useItemWords(timezone: string): (item: TimelineItem) => ItemWords {
  const { t } = useTranslation('customers');
  const language = useLanguage();
  const money = (minor: number | undefined, currency: string | undefined) =>
    minor === undefined || currency === undefined
      ? undefined
      : formatExact(minor / 10 ** currencyDigits(currency), { unit: 'money', language, currency });
  const said = (parts: (string | undefined | false)[]) => parts.filter((part): part is string => Boolean(part));
  const time = (minutes: number) => formatDuration(minutes * 60, language);
  return ({ kind, name, details }) => {
    switch (kind) {
      case 'order': {
        const { documentKind, status, netMinor, currency, channel, store } = orderDetails.parse(details);
        return {
          kind: t(`documents.${documentKind}`),
          title: name,
          details: said([status && t(`orderStatus.${status}`), channel, store]),
          amount: money(netMinor, currency),
        };
      }
      case 'event': {
        const properties = Object.entries(details).filter(([, value]) => typeof value !== 'object');
        return {
          title: name,
          details: properties.slice(0, mostProperties).map(([key, value]) => `${key}: ${String(value)}`),
        };
      }
      case 'survey_response': {
        const { score, comment, channel, agent } = surveyDetails.parse(details);
        const agentName = agent && t('agent', { name: agent });
        return {
          title: name,
          details: said([score !== undefined && t('score', { score }), channel, agentName]),
          quote: comment,
        };
      }
      case 'ticket': {
        const one = ticketDetails.parse(details);
        return {
          title: name,
          details: said([
            one.number && t('number', { number: one.number }),
            ...[one.status, one.category, one.priority, one.channel],
            one.agent && t('agent', { name: one.agent }),
            one.isComplaint && t('complaint'),
            one.firstResponseMinutes !== undefined && t('firstResponse', { time: time(one.firstResponseMinutes) }),
            one.resolutionMinutes !== undefined && t('resolution', { time: time(one.resolutionMinutes) }),
            one.satisfaction !== undefined && t('satisfaction', { score: one.satisfaction }),
          ]),
        };
      }
      case 'opportunity': {
        const one = opportunityDetails.parse(details);
        const closed = one.closedAtMs;
        return {
          title: name,
          details: said([
            one.number && t('number', { number: one.number }),
            one.stage,
            one.outcome && t(`outcomes.${one.outcome}`),
            closed !== undefined && formatDay(localDateOf(new Date(closed).toISOString(), timezone), language),
            one.owner && t('owner', { name: one.owner }),
            one.lossReason,
          ]),
          amount: money(one.amountMinor, one.currency),
        };
      }
    }
  };
}
