/** The analyses of a recording, asked for again until they are complete and with each version of the text. */
import { useEffect, useState } from 'preact/hooks';
import { answered, api, type Schemas } from '../../app/api.ts';
import { useReading } from '../reading.ts';

/** While it is not complete, in ms. */
const AGAIN_MS = 10_000;

export function useAnalyses(jobId: string) {
  const [answer, setAnswer] = useState<Schemas['Analyses']>();
  const [error, setError] = useState<unknown>();
  const { manuscript } = useReading();
  const version = manuscript.mending.value?.versions.value.length ?? 0;
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let hasLeft = false;
    const load = async () => {
      try {
        const params = { path: { id: jobId } };
        const now = await answered(api.GET('/jobs/{id}/analysis', { params }));
        if (hasLeft) return;
        setAnswer(now);
        if (!now.complete) timer = setTimeout(() => void load(), AGAIN_MS);
      } catch (problem) {
        if (!hasLeft) setError(problem);
      }
    };
    void load();
    return () => {
      hasLeft = true;
      clearTimeout(timer);
    };
  }, [jobId, version]);
  return { answer, error };
}
