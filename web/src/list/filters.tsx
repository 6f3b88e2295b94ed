/** Search and filters; on a phone all but the search are behind a button. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../ui/icon.tsx';
import { isFiltered, NO_FILTER, type Filter, type JobStatus } from './filter.ts';
import { filter, setFilter } from './recordings.ts';
import { texts } from './texts.ts';

export const SEARCH_ID = 'list-search';

/** After the last letter. */
const TYPING_MS = 300;

export function Filters() {
  const [isOpen, setOpen] = useState(false);
  const count = Object.values({ ...filter.value, search: '' }).filter(Boolean).length;
  return (
    <form role="search" class="filters" onSubmit={(event) => event.preventDefault()}>
      <Search />
      <button
        type="button"
        class="filters-toggle"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        <Icon name="filter" />
        {texts.value.filter}
        {count > 0 && ` (${count})`}
      </button>
      <div class={isOpen ? 'filters-more is-open' : 'filters-more'}>
        <State />
        <Day name="from" label={texts.value.from} />
        <Day name="to" label={texts.value.to} />
        <Clear />
      </div>
    </form>
  );
}

function Search() {
  const [typed, setTyped] = useState(filter.value.search);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => setTyped(filter.value.search), [filter.value.search]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const changed = (search: string) => {
    setTyped(search);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => change({ search }), TYPING_MS);
  };
  return (
    <div class="filters-search">
      <label for={SEARCH_ID}>{texts.value.search}</label>
      <Icon name="search" />
      <input
        id={SEARCH_ID}
        type="search"
        maxLength={100}
        placeholder={texts.value.searchIn}
        value={typed}
        onInput={({ currentTarget }) => changed(currentTarget.value)}
      />
    </div>
  );
}

function State() {
  const names = Object.entries(texts.value.status) as [JobStatus, string][];
  return (
    <div>
      <label for="list-state">{texts.value.state}</label>
      <select
        id="list-state"
        value={filter.value.status}
        onChange={({ currentTarget }) =>
          change({ status: currentTarget.value as Filter['status'] })
        }
      >
        <option value="">{texts.value.all}</option>
        {names.map(([status, name]) => (
          <option key={status} value={status}>
            {name}
          </option>
        ))}
      </select>
    </div>
  );
}

function Day({ name, label }: { name: 'from' | 'to'; label: string }) {
  return (
    <div>
      <label for={`list-${name}`}>{label}</label>
      <input
        id={`list-${name}`}
        type="date"
        value={filter.value[name]}
        onChange={({ currentTarget }) => change({ [name]: currentTarget.value })}
      />
    </div>
  );
}

function Clear() {
  return (
    <button
      type="button"
      class="quiet"
      disabled={!isFiltered(filter.value)}
      onClick={() => void setFilter(NO_FILTER)}
    >
      {texts.value.clear}
    </button>
  );
}

function change(part: Partial<Filter>): void {
  void setFilter({ ...filter.value, ...part });
}
