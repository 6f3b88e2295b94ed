/** The list without a recording: there is none yet, or none that fits. */
import { addressOf } from '../app/route.ts';
import { Icon } from '../ui/icon.tsx';
import { ViewHeading } from '../ui/view-heading.tsx';
import { NO_FILTER } from './filter.ts';
import { setFilter } from './recordings.ts';
import { texts } from './texts.ts';

export function FirstRecording() {
  const { firstTitle, first, sendFirst } = texts.value;
  return (
    <div class="list-empty">
      <svg class="list-wave" viewBox="0 0 120 40" aria-hidden="true">
        <path d="M4 20h4M14 16v8M24 10v20M34 4v32M44 14v12M54 8v24M64 17v6" />
        <path class="text" d="M76 12h40M76 20h40M76 28h24" />
      </svg>
      <ViewHeading title={firstTitle} />
      <p class="lead">{first}</p>
      <a class="button primary" href={addressOf.send}>
        <Icon name="plus" />
        {sendFirst}
      </a>
    </div>
  );
}

export function NothingFits() {
  const { none, noneWhy, clearAll } = texts.value;
  return (
    <div class="list-empty" role="status">
      <h2>{none}</h2>
      <p>{noneWhy}</p>
      <button type="button" onClick={() => void setFilter(NO_FILTER)}>
        {clearAll}
      </button>
    </div>
  );
}
