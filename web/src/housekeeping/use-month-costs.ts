/** The costs of the month that shows; they are looked up again when the list changes. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { whenSignedOut } from '../app/session.ts';
import { recordings } from '../list/recordings.ts';
import { isEnded } from '../list/status-of.ts';
import { loadCosts, type MonthCosts } from './load-costs.ts';
import { thisMonth } from './months.ts';

const month = signal(thisMonth());
const costs = signal<MonthCosts | undefined>(undefined);

whenSignedOut(() => {
  month.value = thisMonth();
  costs.value = undefined;
});

export function useMonthCosts() {
  const shown = month.value;
  // A recording that ends or goes changes the sum.
  const ended = recordings.value.jobs.filter(isEnded).length;
  useEffect(() => {
    const end = new AbortController();
    loadCosts(shown, end.signal).then(
      (now) => (costs.value = now),
      // The list shows what goes wrong with the connection; this is beside it.
      () => undefined,
    );
    return () => end.abort();
  }, [shown, ended]);
  const isOfShown = costs.value?.month === shown;
  return {
    month: shown,
    costs: isOfShown ? costs.value : undefined,
    show: (next: string) => (month.value = next),
  };
}
