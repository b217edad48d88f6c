import { useTranslation } from '../../i18n/index.ts';

const known = ['many_to_one', 'one_to_many', 'one_to_one'] as const;

/** How two cubes are joined, in words; what the model may say besides is told as it is. */
export function useRelationshipWords(): (relationship: string) => string {
  const { t } = useTranslation('model');
  return (relationship) => {
    const one = known.find((name) => name === relationship);
    return one ? t(`relationships.${one}`) : relationship;
  };
}
