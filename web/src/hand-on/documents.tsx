/** Documents to download: each as the options say. */
import { useState } from 'preact/hooks';
import { announce } from '../ui/announce.tsx';
import { Icon } from '../ui/icon.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { documentName, downloadDocument } from './document-file.ts';
import { DocumentOptions, queryOf, type Options } from './document-options.tsx';
import { texts } from './texts.ts';

const FORMATS = ['docx', 'txt', 'srt', 'vtt', 'json'] as const;
type Format = (typeof FORMATS)[number];

interface DocumentsProps {
  /** Path of the transcript in the API, before its query. */
  path: string;
  filename: string;
  hasSpeakers: boolean;
  /** Whether the machine's text may be chosen as well. */
  hasVersions: boolean;
}

export function Documents({ path, filename, hasSpeakers, hasVersions }: DocumentsProps) {
  const [options, setOptions] = useState<Options>({
    version: hasVersions ? 'edited' : undefined,
    times: false,
    speakers: hasSpeakers,
  });
  const [error, setError] = useState<unknown>();
  return (
    <section>
      <h2>{texts.value.documents}</h2>
      <DocumentOptions options={options} hasSpeakers={hasSpeakers} onChange={setOptions} />
      {error !== undefined && <ProblemNotice error={error} />}
      <ul class="formats">
        {FORMATS.map((format) => (
          <FormatRow
            key={format}
            format={format}
            path={`${path}?${queryOf(format, options)}`}
            filename={documentName(filename, format)}
            onError={setError}
          />
        ))}
      </ul>
    </section>
  );
}

interface FormatRowProps {
  format: Format;
  path: string;
  filename: string;
  onError: (error: unknown) => void;
}

function FormatRow({ format, path, filename, onError }: FormatRowProps) {
  const [isLoading, setLoading] = useState(false);
  const said = texts.value;
  const [name, use] = said.formats[format] ?? [format, ''];
  const download = async () => {
    setLoading(true);
    onError(undefined);
    await downloadDocument(path, filename).then(() => announce(said.saved(filename)), onError);
    setLoading(false);
  };
  return (
    <li>
      <strong>{name}</strong>
      <span class="small">{use}</span>
      <button type="button" disabled={isLoading} onClick={() => void download()}>
        <Icon name="download" />
        {isLoading ? said.loading : said.download}
        <span class="visually-hidden"> {name}</span>
      </button>
    </li>
  );
}
