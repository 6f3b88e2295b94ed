/** A view whose code is loaded when it is first shown. */
import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { inLanguage } from '../i18n/language.ts';
import { Notice } from '../ui/notice.tsx';

/** A view reads its part of the route itself (app/route.ts). */
export type ViewComponent = ComponentType;

const texts = inLanguage({
  sv: { failed: 'Sidan kunde inte läsas in. Kontrollera anslutningen och ladda om.' },
  en: { failed: 'This view could not be loaded. Check the connection and reload.' },
});

export function LazyView({ load }: { load: () => Promise<ViewComponent> }) {
  const [loaded, setLoaded] = useState<{ View: ViewComponent } | 'failed'>();
  useEffect(() => {
    load().then(
      (View) => setLoaded({ View }),
      () => setLoaded('failed'),
    );
  }, [load]);
  if (loaded === undefined) return <p class="loading" aria-busy="true" />;
  if (loaded === 'failed') return <Notice kind="error">{texts.value.failed}</Notice>;
  const { View } = loaded;
  return <View />;
}
