/** What is known of the text, beside it: doubtful places, search, speakers, analyses, versions. */
import { number } from '../i18n/format.ts';
import { History } from '../mend/history.tsx';
import { Speakers } from '../mend/speakers.tsx';
import { Icon } from '../ui/icon.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { Analyses } from './analyses/analyses.tsx';
import { DoubtfulList } from './doubt/doubtful-list.tsx';
import { Find } from './find/find.tsx';
import { useReading, type Panel } from './reading.ts';
import { texts } from './texts.ts';
import { VocabularyPanel } from './vocabulary/vocabulary-panel.tsx';
import './side.css';

export function Side() {
  const reading = useReading();
  const said = texts.value;
  const doubtful = reading.doubtful.value.length;
  const tabs: { id: Panel; label: string; isThere: boolean }[] = [
    { id: 'beside', label: reading.beside?.label() ?? '', isThere: reading.beside !== undefined },
    { id: 'doubtful', label: `${said.doubtful} ${number(doubtful)}`, isThere: true },
    { id: 'find', label: said.find, isThere: true },
    { id: 'speakers', label: said.speakers, isThere: reading.speakers.value.size > 0 },
    {
      id: 'vocabulary',
      label: said.vocabulary,
      isThere: reading.manuscript.vocabulary.value !== undefined,
    },
    {
      id: 'analysis',
      label: said.analysis,
      isThere: reading.jobId !== undefined && reading.hasAnalysis,
    },
    { id: 'history', label: said.history, isThere: reading.manuscript.mending.value !== undefined },
  ];
  const selected = reading.panel.value;
  const isOpen = reading.isPanelOpen.value;
  return (
    <aside class={isOpen ? 'side' : 'side closed'} aria-label={said.panels}>
      <button
        type="button"
        class="side-switch"
        aria-expanded={isOpen}
        onClick={() => (reading.isPanelOpen.value = !isOpen)}
      >
        {said.panels}
        <Icon name="chevron-down" />
      </button>
      <Tabs
        label={said.panels}
        tabs={tabs.filter(({ isThere }) => isThere)}
        selected={selected}
        onSelect={(id) => (reading.panel.value = id)}
      >
        <PanelOf panel={selected} />
      </Tabs>
    </aside>
  );
}

function PanelOf({ panel }: { panel: Panel }) {
  switch (panel) {
    case 'beside':
      return <Beside />;
    case 'doubtful':
      return <DoubtfulList />;
    case 'find':
      return <Find />;
    case 'speakers':
      return <Speakers />;
    case 'vocabulary':
      return <VocabularyPanel />;
    case 'analysis':
      return <Analyses />;
    case 'history':
      return <History />;
  }
}

function Beside() {
  return <>{useReading().beside?.view()}</>;
}
