/** What could not be saved, with its text, until the person says that it was seen. */
import type { Edit } from '../../../core/editing/edit.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Notice } from '../ui/notice.tsx';
import type { LostEdit, Mending } from './mending.ts';
import { texts } from './texts.ts';

export function LostEdits({ mending }: { mending: Mending }) {
  const lost = mending.lost.value;
  if (lost.length === 0) return null;
  return (
    <Notice kind="error">
      <p>
        <strong>{texts.value.lostTitle}</strong>
      </p>
      <ul class="lost-edits">
        {lost.map((one, nth) => (
          <li key={nth}>
            <Lost of={one} />
          </li>
        ))}
      </ul>
      <button type="button" onClick={() => mending.forgetLost()}>
        {texts.value.seen}
      </button>
    </Notice>
  );
}

function Lost({ of: { edit, because } }: { of: LostEdit }) {
  const said = texts.value;
  const text = textOf(edit);
  return (
    <>
      <p>{because === 'refused' ? said.lostRefused : said.lostMeanwhile}</p>
      <blockquote>{text === '' ? said.lostAction[actionOf(edit)] : text}</blockquote>
      {text !== '' && <CopyButton text={text} />}
    </>
  );
}

function textOf(edit: Edit): string {
  if (edit.op === 'replace' || edit.op === 'insert') return edit.text;
  return edit.op === 'name' ? edit.name : '';
}

function actionOf({ op }: Edit): string {
  return op === 'replace' ? 'removal' : op;
}
