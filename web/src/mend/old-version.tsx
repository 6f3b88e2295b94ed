/** Says that an older version is shown, with the way back. */
import { number } from '../i18n/format.ts';
import { Notice } from '../ui/notice.tsx';
import { useReading } from '../read/reading.ts';
import { texts } from './texts.ts';

export function OldVersion() {
  const { manuscript } = useReading();
  const version = manuscript.lookingAt.value;
  if (version === undefined) return null;
  const said = texts.value;
  return (
    <Notice kind="info">
      <p>{version === 0 ? said.lookingAtMachine : said.lookingAt(number(version))}</p>
      <button type="button" onClick={() => (manuscript.lookingAt.value = undefined)}>
        {said.toNewest}
      </button>
    </Notice>
  );
}
