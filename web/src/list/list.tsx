/** The owner's recordings. */
import { useEffect } from 'preact/hooks';
import { addressOf, goTo } from '../app/route.ts';
import { MonthCosts } from '../housekeeping/month-costs.tsx';
import { Icon } from '../ui/icon.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { useShortcuts } from '../ui/shortcuts.ts';
import { ViewHeading } from '../ui/view-heading.tsx';
import { Filters, SEARCH_ID } from './filters.tsx';
import { isFiltered } from './filter.ts';
import { FirstRecording, NothingFits } from './empty.tsx';
import { useFreshRecordings } from './keep-fresh.ts';
import { filter, loadRecordings, recordings, refreshRecordings } from './recordings.ts';
import { Rows } from './rows.tsx';
import { texts } from './texts.ts';
import './list.css';

export function List() {
  useRecordings();
  useListKeys();
  const { jobs, state, error } = recordings.value;
  const isEmpty = state === 'ready' && jobs.length === 0;
  if (isEmpty && !isFiltered(filter.value)) return <FirstRecording />;
  return (
    <div class="list">
      <Head />
      <MonthCosts />
      <Filters />
      {state === 'failed' && <ProblemNotice error={error} again={() => void loadRecordings()} />}
      {isEmpty ? <NothingFits /> : <Rows />}
    </div>
  );
}

function Head() {
  return (
    <div class="list-head">
      <ViewHeading title={texts.value.title} />
      <a class="button primary" href={addressOf.send}>
        <Icon name="plus" />
        {texts.value.send}
      </a>
    </div>
  );
}

/** What was there shows at once, and is looked at again. */
function useRecordings(): void {
  useEffect(() => {
    if (recordings.value.state === 'ready') refreshRecordings().catch(() => loadRecordings());
    else void loadRecordings();
  }, []);
  useFreshRecordings();
}

function useListKeys(): void {
  const { keys, goSearch, goSend } = texts.value;
  useShortcuts({
    title: keys,
    shortcuts: [
      { keys: ['/'], does: goSearch, run: () => document.getElementById(SEARCH_ID)?.focus() },
      { keys: ['n'], does: goSend, run: () => goTo(addressOf.send) },
    ],
  });
}
