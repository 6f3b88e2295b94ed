/** Each subtitle that is outside a usual limit, worst first; a click plays it. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { answered, api } from '../app/api.ts';
import { clock, number } from '../i18n/format.ts';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { Player } from '../read/sound/player.ts';
import { sourceOfJob } from '../read/source.ts';
import { worstFirst, type Cue, type CueProblem, type Report } from './cue-order.ts';
import { texts } from './texts.ts';

const AT_ONCE = 30;

export function Subtitles({ jobId }: { jobId: string }) {
  const [report, setReport] = useState<Report>();
  const [error, setError] = useState<unknown>();
  const player = usePlayer(jobId);
  useEffect(() => {
    const params = { path: { id: jobId }, query: { version: 'edited' } } as const;
    answered(api.GET('/jobs/{id}/subtitles', { params })).then(setReport, setError);
  }, [jobId]);
  return (
    <section>
      <h2>{texts.value.subtitles}</h2>
      {error !== undefined && <ProblemNotice error={error} />}
      {report ? (
        <Cues report={report} player={player} />
      ) : (
        error === undefined && <p aria-busy="true" />
      )}
    </section>
  );
}

function usePlayer(jobId: string): Player {
  const player = useMemo(() => new Player(sourceOfJob(jobId)), [jobId]);
  useEffect(() => () => player.leave(), [player]);
  return player;
}

function Cues({ report, player }: { report: Report; player: Player }) {
  const [rule, setRule] = useState('');
  const [shown, setShown] = useState(AT_ONCE);
  const said = texts.value;
  const worst = useMemo(() => worstFirst(report, rule), [report, rule]);
  const all = worstFirst(report, '').length;
  if (all === 0) {
    return <Notice kind="done">{said.allGood(number(report.cues.length))}</Notice>;
  }
  const left = worst.length - shown;
  return (
    <>
      <p>{said.withProblems(number(all), number(report.cues.length))}</p>
      <p class="small">{said.subtitlesLead(said.limits)}</p>
      <Rules report={report} chosen={rule} onChoose={setRule} />
      <ol class="cues">
        {worst.slice(0, shown).map((cue) => (
          <CueRow key={`${cue.start}-${cue.end}`} cue={cue} player={player} />
        ))}
      </ol>
      {left > 0 && (
        <button type="button" onClick={() => setShown(shown + AT_ONCE)}>
          {said.more(number(Math.min(left, AT_ONCE)))}
        </button>
      )}
    </>
  );
}

interface RulesProps {
  report: Report;
  chosen: string;
  onChoose: (rule: string) => void;
}

function Rules({ report, chosen, onChoose }: RulesProps) {
  const found = Object.entries(report.problems).filter(([, count]) => count > 0);
  const buttons = [['', undefined] as const, ...found];
  return (
    <div class="row rules">
      {buttons.map(([rule, count]) => (
        <button
          key={rule}
          type="button"
          aria-pressed={rule === chosen}
          onClick={() => onChoose(rule)}
        >
          {rule === '' ? texts.value.all : (texts.value.rules[rule] ?? rule)}
          {count !== undefined && <span class="figures small">{number(count)}</span>}
        </button>
      ))}
    </div>
  );
}

function CueRow({ cue, player }: { cue: Cue; player: Player }) {
  return (
    <li>
      <button type="button" class="place" onClick={() => player.playSpan(cue.start, cue.end)}>
        <span class="place-head figures">
          {clock(cue.start)}–{clock(cue.end)}
        </span>
        <span class="cue-lines">
          {cue.lines.map((line, nth) => (
            <span key={nth}>{line}</span>
          ))}
        </span>
        <span class="cue-problems">
          {cue.problems.map((problem) => (
            <span key={problem.rule}>{saidProblem(problem)}</span>
          ))}
        </span>
      </button>
    </li>
  );
}

function saidProblem({ rule, value, limit }: CueProblem): string {
  const name = texts.value.rules[rule] ?? rule;
  const round = (figure: number) => number(Math.round(figure * 100) / 100);
  return `${name}: ${texts.value.measure(round(value), round(limit))}`;
}
