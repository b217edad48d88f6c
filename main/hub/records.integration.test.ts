import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { brokenRules, csv, openTestHub, type TestHub } from './hub.fixture.ts';

let test: TestHub;
beforeEach(async () => {
  test = await openTestHub();
});
afterEach(async () => {
  expect(brokenRules(test.reader)).toEqual([]);
  await test.close();
});

const all = (sql: string) => test.reader.all(sql);

describe('survey answers', () => {
  const answers = { entity: 'survey_responses' };

  it('reads an English export as NPS and keeps answers outside 0..10 out', async () => {
    const record = await test.importText(
      csv(
        'Response ID,Submitted At,NPS,Comment,Channel,Customer ID',
        'r1,2024-03-01 10:00:00,10,Great,app,7',
        'r2,2024-03-01 11:00:00,0,,mail,8',
        'r3,2024-03-01 12:00:00,11,too much,app,7',
        'r4,2024-03-01 12:00:00,-1,,app,7',
        'r5,2024-03-01 12:00:00,8.5,,app,7',
      ),
      answers,
    );
    expect(record).toMatchObject({ status: 'succeeded', rowsAccepted: 2, rowsRejected: 3 });
    expect(all('SELECT key, kind, score_milli, comment, channel FROM survey_responses ORDER BY key')).toEqual([
      { key: 'r1', kind: 'nps', score_milli: 10_000, comment: 'Great', channel: 'app' },
      { key: 'r2', kind: 'nps', score_milli: 0, comment: null, channel: 'mail' },
    ]);
    const rejects = test.hub.rejects(record.id, { offset: 0, limit: 10 });
    expect(rejects.map(({ field, value, code }) => [field, value, code])).toEqual([
      ['score', '11', 'not-in-scale'],
      ['score', '-1', 'not-in-scale'],
      ['score', '8.5', 'not-in-scale'],
    ]);
  });

  it('reads a Chinese export and tells the kind by the questionnaire', async () => {
    await test.importText(
      csv(
        '答卷编号,问卷名称,评分,提交时间,评论,会员编号',
        '1,售后满意度调查,4.5,2024-03-01,很好,7',
        '2,年度净推荐值,9,2024-03-02,,8',
      ),
      answers,
    );
    expect(all('SELECT kind, survey, score_milli FROM survey_responses ORDER BY key')).toEqual([
      { kind: 'csat', survey: '售后满意度调查', score_milli: 4_500 },
      { kind: 'nps', survey: '年度净推荐值', score_milli: 9_000 },
    ]);
    expect(test.hub.counts()).toMatchObject({ survey_responses: 2, profiles: 2 });
  });

  it('knows answers without an ID by their content: repeats stay, a second import adds nothing', async () => {
    const text = csv('nps,date', '9,2024-03-01', '9,2024-03-01', '3,2024-03-02');
    await test.importText(text, answers);
    const again = await test.importText(text, answers);
    expect(again).toMatchObject({ rowsAccepted: 3, rowsUnchanged: 3 });
    expect(all('SELECT count(*) AS n FROM survey_responses')).toEqual([{ n: 3 }]);
  });
});

describe('tickets', () => {
  it('reads when a ticket was opened, answered and solved, and tells complaints by their category', async () => {
    await test.importText(
      csv(
        '工单编号,创建时间,首次响应时间,解决时间,优先级,问题类型,满意度,客户编号',
        'T1,2024-03-01 10:00,2024-03-01 10:12,2024-03-02 09:00,高,物流投诉,2,7',
        'T2,2024-03-01 11:00,,,低,咨询,,8',
      ),
      { entity: 'tickets' },
    );
    expect(
      all(`SELECT key, (first_response_at - opened_at) / 60000 AS minutes, priority, is_complaint, satisfaction_milli
             FROM tickets ORDER BY key`),
    ).toEqual([
      { key: 'T1', minutes: 12, priority: '高', is_complaint: 1, satisfaction_milli: 2_000 },
      { key: 'T2', minutes: null, priority: '低', is_complaint: 0, satisfaction_milli: null },
    ]);
  });

  it('takes the word of a complaint column over the category', async () => {
    await test.importText(
      csv('ticket_id,created_at,category,is_complaint', '1,2024-03-01,Complaint,no', '2,2024-03-01,Question,yes'),
      { entity: 'tickets' },
    );
    expect(all('SELECT key, is_complaint FROM tickets ORDER BY key')).toEqual([
      { key: '1', is_complaint: 0 },
      { key: '2', is_complaint: 1 },
    ]);
  });
});

describe('opportunities', () => {
  const header = 'opportunity_id,stage,created_date,close_date,amount,lost_reason,owner';
  const stages = () =>
    all(`SELECT o.key, s.stage, s.entered_at FROM opportunity_stages s JOIN opportunities o ON o.id = s.opportunity_id
          ORDER BY o.key, s.entered_at`);

  it('tells the outcome by the stage, forgets expected dates of open ones, and begins the history', async () => {
    await test.importText(
      csv(
        header,
        'D1,Proposal,2024-01-01,2024-09-30,1000.5,,Ann',
        'D2,Closed Lost,2024-01-05,2024-02-05,200,Price,Bob',
        'D3,赢单,2024-01-07,2024-01-20,300,,Bob',
      ),
      { entity: 'opportunities' },
    );
    expect(all('SELECT key, outcome, closed_at, amount_minor, loss_reason FROM opportunities ORDER BY key')).toEqual([
      { key: 'D1', outcome: 'open', closed_at: null, amount_minor: 100_050, loss_reason: null },
      { key: 'D2', outcome: 'lost', closed_at: Date.UTC(2024, 1, 5), amount_minor: 20_000, loss_reason: 'Price' },
      { key: 'D3', outcome: 'won', closed_at: Date.UTC(2024, 0, 20), amount_minor: 30_000, loss_reason: null },
    ]);
    expect(stages()).toEqual([
      { key: 'D1', stage: 'Proposal', entered_at: Date.UTC(2024, 0, 1) },
      { key: 'D2', stage: 'Closed Lost', entered_at: Date.UTC(2024, 1, 5) },
      { key: 'D3', stage: '赢单', entered_at: Date.UTC(2024, 0, 20) },
    ]);
  });

  it('takes those that were never opened, without inventing a day, and dates what comes after', async () => {
    const record = await test.importText(csv(header, 'D1,Prospecting,,,,,Ann', 'D2,Won,,2024-02-05,200,,Bob'), {
      entity: 'opportunities',
    });
    expect(record).toMatchObject({ rowsAccepted: 2, rowsRejected: 0 });
    expect(all('SELECT key, outcome, opened_at FROM opportunities ORDER BY key')).toEqual([
      { key: 'D1', outcome: 'open', opened_at: null },
      { key: 'D2', outcome: 'won', opened_at: null },
    ]);
    expect(stages()).toEqual([{ key: 'D2', stage: 'Won', entered_at: Date.UTC(2024, 1, 5) }]);
    await test.importText(csv(header, 'D1,Engaging,2024-03-01,,,,Ann'), { entity: 'opportunities' });
    expect(stages()[0]).toEqual({ key: 'D1', stage: 'Engaging', entered_at: Date.UTC(2024, 2, 1) });
  });

  it('notes a stage that a later import shows, once', async () => {
    const file = (stage: string, at: string) =>
      csv('opportunity_id,stage,created_date,stage_changed_at', `D1,${stage},2024-01-01,${at}`);
    await test.importText(file('Lead', '2024-01-01'), { entity: 'opportunities' });
    await test.importText(file('Proposal', '2024-02-01'), { entity: 'opportunities' });
    await test.importText(file('Proposal', '2024-02-01'), { entity: 'opportunities' });
    expect(stages().map(({ stage }) => stage)).toEqual(['Lead', 'Proposal']);
    expect(all('SELECT stage FROM opportunities')).toEqual([{ stage: 'Proposal' }]);
  });

  it('takes a stage history of known opportunities', async () => {
    await test.importText(csv('opportunity_id,stage,created_date', 'D1,Proposal,2024-01-01'), {
      entity: 'opportunities',
    });
    const history = csv('opportunity_id,to_stage,changed_at', 'D1,Demo,2024-01-10', 'D9,Demo,2024-01-10');
    const record = await test.importText(history, { entity: 'opportunity_stages' });
    expect(record).toMatchObject({ rowsAccepted: 1, rowsRejected: 1 });
    expect(test.hub.rejects(record.id, { offset: 0, limit: 1 })[0]?.code).toBe('unknown-opportunity');
    await test.importText(history, { entity: 'opportunity_stages' });
    expect(stages().map(({ stage }) => stage)).toEqual(['Proposal', 'Demo']);
  });

  it('replaces what the source brought before, history included', async () => {
    await test.importText(csv(header, 'D1,Lead,2024-01-01,,1,,', 'D2,Lead,2024-01-01,,1,,'), {
      entity: 'opportunities',
    });
    await test.importText(csv(header, 'D2,Lead,2024-01-01,,1,,'), {
      entity: 'opportunities',
      options: { mode: 'replace' },
    });
    expect(stages().map(({ key }) => key)).toEqual(['D2']);
  });
});

it('takes records of the sample away with it', async () => {
  const sample = { isSample: true };
  await test.importText(csv('nps,date,customer_id', '9,2024-03-01,7'), { entity: 'survey_responses', ...sample });
  await test.importText(csv('ticket_id,created_at,customer_id', '1,2024-03-01,7'), { entity: 'tickets', ...sample });
  await test.importText(csv('opportunity_id,stage,created_date,customer_id', 'D1,Lead,2024-01-01,8'), {
    entity: 'opportunities',
    ...sample,
  });
  expect(test.hub.counts()).toMatchObject({ survey_responses: 1, tickets: 1, opportunities: 1, profiles: 2 });
  await test.hub.removeSample();
  expect(Object.values(test.hub.counts()).every((count) => count === 0)).toBe(true);
});
