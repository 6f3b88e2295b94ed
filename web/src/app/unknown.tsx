/** For an address that no view has. */
import { inLanguage } from '../i18n/language.ts';
import { ViewHeading } from '../ui/view-heading.tsx';
import { addressOf } from './route.ts';

const texts = inLanguage({
  sv: { none: 'Den här sidan finns inte', back: 'Till dina inspelningar' },
  en: { none: 'There is no such page', back: 'To your recordings' },
});

export function Unknown() {
  return (
    <>
      <ViewHeading title={texts.value.none} />
      <a href={addressOf.list}>{texts.value.back}</a>
    </>
  );
}
