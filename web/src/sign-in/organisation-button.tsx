/** Goes to the organisation's sign-in (OpenID Connect), which comes back to this page. */
import { useState } from 'preact/hooks';
import { settings } from '../app/settings.ts';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { texts } from './texts.ts';

export function OrganisationButton() {
  const [error, setError] = useState<unknown>();
  const go = async () => {
    const { oidc } = settings;
    if (!oidc) return;
    try {
      const { goToOrganisation } = await import('./oidc.ts');
      await goToOrganisation(oidc);
    } catch (problem) {
      setError(problem);
    }
  };
  return (
    <>
      {error !== undefined && <ProblemNotice error={error} />}
      <button type="button" class="primary organisation" onClick={() => void go()}>
        {texts.value.withOrganisation}
      </button>
    </>
  );
}
