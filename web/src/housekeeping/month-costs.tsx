/** What a month's recordings cost, beside the budget. */
import { duration, monthName, number, usd } from '../i18n/format.ts';
import { counted } from '../i18n/plural.ts';
import { Bar } from '../ui/bar.tsx';
import { Icon } from '../ui/icon.tsx';
import type { MonthCosts as Costs } from './load-costs.ts';
import { monthBeside, thisMonth } from './months.ts';
import { texts } from './texts.ts';
import { useMonthCosts } from './use-month-costs.ts';
import './housekeeping.css';

/** Share of the budget from which the page warns. */
const NEAR = 0.8;

export function MonthCosts() {
  const { month, costs, show } = useMonthCosts();
  const { before, after, costs: label } = texts.value;
  const isLast = month >= thisMonth();
  return (
    <section class="month-costs" aria-label={label} aria-busy={costs === undefined}>
      <div class="month-costs-month">
        <button
          type="button"
          class="icon-button"
          aria-label={before}
          title={before}
          onClick={() => show(monthBeside(month, -1))}
        >
          <Icon name="chevron-left" />
        </button>
        <h2 aria-live="polite">{monthName(month)}</h2>
        <button
          type="button"
          class="icon-button"
          aria-label={after}
          title={after}
          aria-disabled={isLast}
          onClick={() => !isLast && show(monthBeside(month, 1))}
        >
          <Icon name="chevron-right" />
        </button>
      </div>
      <Figures costs={costs} />
      <details class="small">
        <summary>{texts.value.whatCounts}</summary>
        <p>{texts.value.counts}</p>
        {costs?.budget && <p>{texts.value.ownCounts}</p>}
      </details>
    </section>
  );
}

function Figures({ costs }: { costs: Costs | undefined }) {
  const { recordings, audio, running } = texts.value;
  if (!costs) return <div class="month-costs-figures" />;
  return (
    <div class="month-costs-figures">
      <Budget costs={costs} />
      <OwnBudget budget={costs.budget} />
      <p class="small figures">
        {counted(costs.jobs, recordings)}
        {costs.audioSeconds > 0 && ` · ${duration(costs.audioSeconds)} ${audio}`}
        {costs.running > 0 && ` · ${number(costs.running)} ${running}`}
      </p>
    </div>
  );
}

/** What the owner's recordings of the month may cost. */
function OwnBudget({ budget }: { budget: Costs['budget'] }) {
  if (!budget) return null;
  const { ownBudget, leftOf, held } = texts.value;
  const { limitUsd, committedUsd, heldUsd, leftUsd } = budget;
  const share = limitUsd > 0 ? committedUsd / limitUsd : 1;
  const tone = share >= 1 ? 'bad' : share > NEAR ? 'warning' : 'good';
  const parts = [
    `${usd(leftUsd)} ${leftOf} ${usd(limitUsd)}`,
    ...(heldUsd > 0 ? [`${usd(heldUsd)} ${held}`] : []),
  ];
  return <Bar isMeter label={ownBudget} value={share} text={parts.join(' · ')} tone={tone} />;
}

function Budget({ costs: { usd: spent, budgetUsd, budget } }: { costs: Costs }) {
  const { costs: label, of, noBudget, over, near } = texts.value;
  if (budgetUsd === null) {
    return (
      <p class="month-costs-sum figures">
        {label} <strong>{usd(spent)}</strong>
        {!budget && <span class="small"> · {noBudget}</span>}
      </p>
    );
  }
  const share = budgetUsd > 0 ? spent / budgetUsd : 1;
  const tone = share > 1 ? 'bad' : share > NEAR ? 'warning' : 'good';
  const warning = { bad: ` · ${over}`, warning: ` · ${near}`, good: '' }[tone];
  const text = `${usd(spent)} ${of} ${usd(budgetUsd)}${warning}`;
  return <Bar isMeter label={label} value={share} text={text} tone={tone} />;
}
