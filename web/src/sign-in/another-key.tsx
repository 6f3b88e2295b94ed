/** The API has refused the key in the middle of the work: asks for another, above a page that stays as it is. */
import { signOut } from '../app/session.ts';
import { settings } from '../app/settings.ts';
import { Dialog } from '../ui/dialog.tsx';
import { KeyForm } from './key-form.tsx';
import { OrganisationButton } from './organisation-button.tsx';
import { texts } from './texts.ts';
import './sign-in.css';

export function AnotherKey() {
  const { expiredTitle, expired, reloads, goOn } = texts.value;
  return (
    <Dialog title={expiredTitle} buttons={<SignOut />}>
      <p>{expired}</p>
      {settings.oidc && (
        <>
          <OrganisationButton />
          <p class="small">{reloads}</p>
        </>
      )}
      <KeyForm action={goOn} />
    </Dialog>
  );
}

function SignOut() {
  return (
    <button type="button" class="quiet" onClick={signOut}>
      {texts.value.signOut}
    </button>
  );
}
