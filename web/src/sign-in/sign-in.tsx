/** For people who are not signed in: by API key, or with their organisation where the deployment has one. */
import { useEffect, useState } from 'preact/hooks';
import { keyFromAddress } from '../app/key-in-address.ts';
import { signIn } from '../app/session.ts';
import { settings } from '../app/settings.ts';
import { Notice } from '../ui/notice.tsx';
import { ViewHeading } from '../ui/view-heading.tsx';
import { checkedKey } from './check-key.ts';
import { KeyForm, Refusal } from './key-form.tsx';
import { OrganisationButton } from './organisation-button.tsx';
import { organisationReturn } from './organisation-return.ts';
import { texts } from './texts.ts';
import './sign-in.css';

export function SignIn() {
  const error = useKeyFromAddress();
  const { title, lead, signIn: action, or, goingOn, organisationFailed } = texts.value;
  const state = organisationReturn.value;
  if (keyFromAddress.value !== undefined || state === 'going-on') {
    return (
      <p class="loading" role="status">
        {goingOn}
      </p>
    );
  }
  return (
    <div class="sign-in">
      <ViewHeading title={title} />
      <p class="lead">{lead}</p>
      <div class="card">
        {state === 'failed' && <Notice kind="error">{organisationFailed}</Notice>}
        {error !== undefined && <Refusal error={error} />}
        {settings.oidc && (
          <>
            <OrganisationButton />
            <p class="sign-in-or small">{or}</p>
          </>
        )}
        <KeyForm action={action} />
      </div>
    </div>
  );
}

/** Tries the key of the address; returns why it was refused. */
function useKeyFromAddress(): unknown {
  const [error, setError] = useState<unknown>();
  const key = keyFromAddress.value;
  useEffect(() => {
    if (key === undefined) return;
    setError(undefined);
    checkedKey(key)
      // A link is followed once: a reload must not ask for the key.
      .then((next) => signIn(next, true), setError)
      .finally(() => (keyFromAddress.value = undefined));
  }, [key]);
  return error;
}
