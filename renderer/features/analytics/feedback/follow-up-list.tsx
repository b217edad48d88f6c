import { useMutation, useQueryClient } from '@tanstack/react-query';
import { App, Select } from 'antd';
import { z } from 'zod';
import { type FeedbackResponse, feedbackResponsesOutput } from '../../../../contract/feedback.ts';
import { useErrorSentence } from '../../../errors/index.ts';
import { formatCount, formatInstant } from '../../../format/index.ts';
import { useTranslation } from '../../../i18n/index.ts';
import { request } from '../../../transport/index.ts';
import { CustomerLink } from '../../customers/index.ts';
import { ResultCard } from '../frame/result-card.tsx';
import { TableScroll } from '../frame/table-scroll.tsx';
import table from '../frame/tables.module.css';
import { useAnswer } from '../frame/use-answer.ts';
import { useWorld } from '../frame/world.ts';
import styles from './feedback.module.css';
import type { Question } from './use-feedback-people.ts';

const statuses = ['open', 'contacted', 'resolved'] as const;

/** The newest low answers with what was done about each; changing it is saved at once. */
export function FollowUpList({ question }: { question: Question }) {
  const { t } = useTranslation('voice');
  const { workspace, language } = useWorld();
  const { message } = App.useApp();
  const sentence = useErrorSentence();
  const client = useQueryClient();
  const { breakdown: _, compareTo: __, ...body } = question.body;
  const asked = { ...body, cell: { group: 'detractors' }, limit: 50 };
  const answer = useAnswer(`${question.kind}/responses`, asked, feedbackResponsesOutput);
  const responses = answer.data?.responses ?? [];
  const save = useMutation({
    mutationFn: ({ id, status }: { id: number; status: (typeof statuses)[number] }) =>
      request(`/api/v1/survey-responses/${id}/follow-up`, { schema: z.unknown(), method: 'PUT', body: { status } }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['analytics', `${question.kind}/responses`] }),
    onError: (error) => void message.error(`${t('feedback.saveFailed')} · ${sentence(error)}`),
  });
  return (
    <ResultCard
      title={t('feedback.listTitle')}
      note={t('feedback.listNote')}
      answer={answer}
      isEmpty={responses.length === 0}
      testId="follow-up"
      aside={<span>{formatCount(answer.data?.total ?? 0)}</span>}
    >
      <TableScroll label={t('feedback.followUp')}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{t('feedback.who')}</th>
              <th scope="col">{t('feedback.score')}</th>
              <th scope="col" style={{ textAlign: 'left' }}>
                {t('feedback.says')}
              </th>
              <th scope="col">{t('feedback.channel')}</th>
              <th scope="col">{t('feedback.when')}</th>
              <th scope="col">{t('feedback.followUp')}</th>
            </tr>
          </thead>
          <tbody>
            {responses.map((one) => (
              <tr key={one.responseId}>
                <th scope="row">
                  <CustomerLink id={one.profileId}>{nameOf(one) ?? t('feedback.anonymous')}</CustomerLink>
                </th>
                <td>{one.score}</td>
                <td className={styles.comment} style={{ textAlign: 'left', whiteSpace: 'normal' }}>
                  {one.comment ?? ''}
                </td>
                <td>{one.channel ?? ''}</td>
                <td>{formatInstant(one.answeredAt, workspace.timezone, language)}</td>
                <td>
                  <Select<'none' | (typeof statuses)[number]>
                    size="small"
                    variant="borderless"
                    aria-label={`${t('feedback.followUp')} ${nameOf(one) ?? one.responseId}`}
                    value={one.followUp?.status ?? 'none'}
                    popupMatchSelectWidth={false}
                    onChange={(status) => {
                      if (status !== 'none') save.mutate({ id: one.responseId, status });
                    }}
                    options={[
                      { value: 'none' as const, label: t('feedback.followUps.none'), disabled: true },
                      ...statuses.map((status) => ({ value: status, label: t(`feedback.followUps.${status}`) })),
                    ]}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </TableScroll>
    </ResultCard>
  );
}

const nameOf = ({ displayName, profileId }: FeedbackResponse) =>
  displayName ?? (profileId === null ? null : `#${profileId}`);
