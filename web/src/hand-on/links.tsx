/** Links that show the transcript without a key, for a time. */
import { useEffect, useState } from 'preact/hooks';
import { moment } from '../i18n/format.ts';
import { askFirst } from '../ui/ask-first.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { Icon } from '../ui/icon.tsx';
import { addressOf } from '../app/route.ts';
import { Choice } from './document-options.tsx';
import { linksOfJob, type Link, type LinksApi } from './links-api.ts';
import { texts } from './texts.ts';

export function Links({ jobId }: { jobId: string }) {
  const links = linksOfJob(jobId);
  const [known, setKnown] = useState<readonly Link[]>();
  const [made, setMade] = useState('');
  const [error, setError] = useState<unknown>();
  const load = () => links.list().then(setKnown, setError);
  useEffect(() => void load(), [jobId]);
  const doing = (task: Promise<unknown>) => {
    setError(undefined);
    task.then(load).catch(setError);
  };
  const make = (days: number, audio: boolean) =>
    doing(links.make(days, audio).then(({ token }) => setMade(addressOfLink(token))));
  return (
    <section>
      <h2>{texts.value.links}</h2>
      <p>{texts.value.linksLead}</p>
      <MakeLink onMake={make} />
      {made !== '' && <NewLink address={made} />}
      {error !== undefined && <ProblemNotice error={error} />}
      {known && <KnownLinks links={known} onRevoke={(link) => doing(revoke(links, link))} />}
    </section>
  );
}

function addressOfLink(token: string): string {
  return new URL(addressOf.shared(token), location.href).href;
}

async function revoke(links: LinksApi, { linkId }: Link): Promise<void> {
  const said = texts.value;
  const isSure = await askFirst({
    title: said.revokeTitle,
    text: said.revokeText,
    action: said.revoke,
    isDangerous: true,
  });
  if (isSure) await links.revoke(linkId);
}

const DAYS = [1, 7, 30, 90] as const;

function MakeLink({ onMake }: { onMake: (days: number, audio: boolean) => void }) {
  const [days, setDays] = useState(7);
  const [audio, setAudio] = useState(false);
  const said = texts.value;
  return (
    <div class="row make-link">
      <label class="days">
        {said.days}
        <select
          value={`${days}`}
          onChange={({ currentTarget }) => setDays(Number(currentTarget.value))}
        >
          {DAYS.map((count) => (
            <option key={count} value={`${count}`}>
              {said.day(count)}
            </option>
          ))}
        </select>
      </label>
      <Choice label={said.withAudio} isOn={audio} onChange={setAudio} />
      <button type="button" class="primary" onClick={() => onMake(days, audio)}>
        <Icon name="link" />
        {said.makeLink}
      </button>
    </div>
  );
}

function NewLink({ address }: { address: string }) {
  return (
    <Notice kind="done">
      <p>{texts.value.newLink}</p>
      <p class="row">
        <a href={address} class="new-link">
          {address}
        </a>
        <CopyButton text={address} label={texts.value.copy} />
      </p>
    </Notice>
  );
}

interface KnownLinksProps {
  links: readonly Link[];
  onRevoke: (link: Link) => void;
}

function KnownLinks({ links, onRevoke }: KnownLinksProps) {
  const said = texts.value;
  if (links.length === 0) return <p class="small">{said.noLinks}</p>;
  return (
    <ul class="known-links">
      {links.map((link) => (
        <li key={link.linkId}>
          <span>
            {said.made(moment(link.createdAt))} · {link.audio ? said.audioToo : said.textOnly}
            <span class="small">{said.until(moment(link.expiresAt))}</span>
          </span>
          <button type="button" class="danger" onClick={() => onRevoke(link)}>
            {said.revoke}
          </button>
        </li>
      ))}
    </ul>
  );
}
