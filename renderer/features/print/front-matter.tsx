import type { PageSetup } from '../../../contract/exports.ts';
import { useTranslation } from '../../i18n/index.ts';
import type { Member } from '../../queries/index.ts';
import { CompassMark } from '../../ui/index.ts';
import styles from './print.module.css';

export interface CoverFacts {
  title: string;
  description: string;
  facts: { term: string; text: string }[];
}

/** The first page: what this is, of when, by whom. */
export function Cover({ setup, cover }: { setup: PageSetup; cover: CoverFacts }) {
  const { t } = useTranslation('frame');
  return (
    <div className={styles.cover}>
      {setup.logo ? (
        <img className={styles.logo} src={setup.logo} alt="" />
      ) : (
        <div className={styles.mark}>
          <CompassMark />
          <span>{t('product')}</span>
        </div>
      )}
      <h1 className={styles.title}>{cover.title}</h1>
      <div className={styles.rule} />
      {cover.description ? <p className={styles.description}>{cover.description}</p> : null}
      <dl className={styles.facts}>
        {cover.facts.map(({ term, text }) => (
          <FactLine key={term} term={term} text={text} />
        ))}
      </dl>
    </div>
  );
}

function FactLine({ term, text }: { term: string; text: string }) {
  return (
    <>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </>
  );
}

export interface ContentsEntry {
  /** Of the heading it leads to. */
  anchor: string;
  title: string;
  page: number;
}

/** Titles with their pages, each a link. */
export function Contents({
  entries,
  title,
  columns,
}: {
  entries: ContentsEntry[];
  title: string | null;
  columns: number;
}) {
  return (
    <div>
      {title === null ? null : <h2 className={styles.sectionTitle}>{title}</h2>}
      <ol className={styles.toc} style={{ columnCount: columns }}>
        {entries.map((entry) => (
          <li key={entry.anchor}>
            <a href={`#${entry.anchor}`}>
              <span>{entry.title}</span>
              <span className={styles.leader} />
              <span>{entry.page}</span>
            </a>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** The formulas of the figures in words. */
export function Definitions({ members, title }: { members: Member[]; title: string | null }) {
  const { t } = useTranslation('print');
  // Figures of the same name are told apart by what they are of.
  const isShared = ({ title: name }: Member) => members.filter((one) => one.title === name).length > 1;
  return (
    <div>
      {title === null ? null : (
        <h2 className={styles.sectionTitle} id="print-appendix">
          {title}
        </h2>
      )}
      <dl className={styles.definitions}>
        {members.map((member) => (
          <div key={member.name} className={styles.definition}>
            <dt>{isShared(member) ? `${member.title} (${member.viewTitle})` : member.title}</dt>
            <dd>{member.description ?? t('definitionMissing')}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
