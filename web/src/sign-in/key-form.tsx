/** A field for the API key; the key is tried before it is used. */
import { useId, useRef, useState } from 'preact/hooks';
import { ApiProblem } from '../app/api-problem.ts';
import { isSessionKept, signIn } from '../app/session.ts';
import { Notice } from '../ui/notice.tsx';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { checkedKey } from './check-key.ts';
import { KeyField } from './key-field.tsx';
import { texts } from './texts.ts';

export function KeyForm({ action }: { action: string }) {
  const [isTrying, setTrying] = useState(false);
  const [error, setError] = useState<unknown>();
  const form = useRef<HTMLFormElement>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (isTrying) return;
    setTrying(true);
    setError(undefined);
    const { key, isKept } = entered(form.current);
    try {
      if (key === '') throw new NoKey();
      signIn(await checkedKey(key), isKept);
    } catch (problem) {
      setError(problem);
      setTrying(false);
      form.current?.querySelector<HTMLInputElement>('[name=key]')?.focus();
    }
  };
  return (
    <form ref={form} class="key-form" noValidate onSubmit={(event) => void submit(event)}>
      {error !== undefined && <Refusal error={error} />}
      <KeyField isInvalid={error !== undefined} />
      <Keep />
      <button type="submit" class="primary" aria-disabled={isTrying}>
        {isTrying ? texts.value.checking : action}
      </button>
    </form>
  );
}

function Keep() {
  const why = useId();
  return (
    <label class="choice field">
      <input type="checkbox" name="keep" defaultChecked={isSessionKept()} aria-describedby={why} />
      <span>
        {texts.value.keep}
        <span class="small" id={why}>
          {texts.value.keepWhy}
        </span>
      </span>
    </label>
  );
}

/** The field is empty. */
class NoKey extends Error {
  override readonly name = 'NoKey';
}

export function Refusal({ error }: { error: unknown }) {
  const { missing, refused, mayNotRead } = texts.value;
  const status = error instanceof ApiProblem ? error.status : undefined;
  if (error instanceof NoKey) return <Notice kind="error">{missing}</Notice>;
  if (status === 401) return <Notice kind="error">{refused}</Notice>;
  if (status === 403) return <Notice kind="error">{mayNotRead}</Notice>;
  return <ProblemNotice error={error} />;
}

function entered(form: HTMLFormElement | null): { key: string; isKept: boolean } {
  const data = new FormData(form ?? undefined);
  const key = data.get('key');
  return { key: typeof key === 'string' ? key.trim() : '', isKept: data.has('keep') };
}
