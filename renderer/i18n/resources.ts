import { analyticsEn } from './words/analytics.en.ts';
import { analyticsZhCn } from './words/analytics.zh-cn.ts';
import { auditEn } from './words/audit.en.ts';
import { auditZhCn } from './words/audit.zh-cn.ts';
import { behaviourEn } from './words/behaviour.en.ts';
import { behaviourZhCn } from './words/behaviour.zh-cn.ts';
import { boardEn } from './words/board.en.ts';
import { boardZhCn } from './words/board.zh-cn.ts';
import { boardsEn } from './words/boards.en.ts';
import { boardsZhCn } from './words/boards.zh-cn.ts';
import { connectionsEn } from './words/connections.en.ts';
import { connectionsZhCn } from './words/connections.zh-cn.ts';
import { customersEn } from './words/customers.en.ts';
import { customersZhCn } from './words/customers.zh-cn.ts';
import { dataEn } from './words/data.en.ts';
import { dataZhCn } from './words/data.zh-cn.ts';
import { deliveriesEn } from './words/deliveries.en.ts';
import { deliveriesZhCn } from './words/deliveries.zh-cn.ts';
import { desktopEn } from './words/desktop.en.ts';
import { desktopZhCn } from './words/desktop.zh-cn.ts';
import { errorsEn } from './words/errors.en.ts';
import { errorsZhCn } from './words/errors.zh-cn.ts';
import { exploreEn } from './words/explore.en.ts';
import { exploreZhCn } from './words/explore.zh-cn.ts';
import { frameEn } from './words/frame.en.ts';
import { frameZhCn } from './words/frame.zh-cn.ts';
import { funnelEn } from './words/funnel.en.ts';
import { funnelZhCn } from './words/funnel.zh-cn.ts';
import { importEn } from './words/import.en.ts';
import { importZhCn } from './words/import.zh-cn.ts';
import { ingestEn } from './words/ingest.en.ts';
import { ingestZhCn } from './words/ingest.zh-cn.ts';
import { modelEn } from './words/model.en.ts';
import { modelZhCn } from './words/model.zh-cn.ts';
import { paletteEn } from './words/palette.en.ts';
import { paletteZhCn } from './words/palette.zh-cn.ts';
import { printEn } from './words/print.en.ts';
import { printZhCn } from './words/print.zh-cn.ts';
import { segmentsEn } from './words/segments.en.ts';
import { segmentsZhCn } from './words/segments.zh-cn.ts';
import { settingsEn } from './words/settings.en.ts';
import { settingsZhCn } from './words/settings.zh-cn.ts';
import { valueEn } from './words/value.en.ts';
import { valueZhCn } from './words/value.zh-cn.ts';
import { voiceEn } from './words/voice.en.ts';
import { voiceZhCn } from './words/voice.zh-cn.ts';

/** One namespace per feature; English is the measure of completeness, see `Translated`. */
export const resources = {
  en: {
    frame: frameEn,
    errors: errorsEn,
    board: boardEn,
    boards: boardsEn,
    explore: exploreEn,
    palette: paletteEn,
    import: importEn,
    data: dataEn,
    connections: connectionsEn,
    ingest: ingestEn,
    desktop: desktopEn,
    print: printEn,
    deliveries: deliveriesEn,
    settings: settingsEn,
    analytics: analyticsEn,
    funnel: funnelEn,
    behaviour: behaviourEn,
    value: valueEn,
    voice: voiceEn,
    segments: segmentsEn,
    customers: customersEn,
    model: modelEn,
    audit: auditEn,
  },
  'zh-CN': {
    frame: frameZhCn,
    errors: errorsZhCn,
    board: boardZhCn,
    boards: boardsZhCn,
    explore: exploreZhCn,
    palette: paletteZhCn,
    import: importZhCn,
    data: dataZhCn,
    connections: connectionsZhCn,
    ingest: ingestZhCn,
    desktop: desktopZhCn,
    print: printZhCn,
    deliveries: deliveriesZhCn,
    settings: settingsZhCn,
    analytics: analyticsZhCn,
    funnel: funnelZhCn,
    behaviour: behaviourZhCn,
    value: valueZhCn,
    voice: voiceZhCn,
    segments: segmentsZhCn,
    customers: customersZhCn,
    model: modelZhCn,
    audit: auditZhCn,
  },
} as const;
