/** A deployment's settings in words, before anything is deployed. */
import { columns } from '../../computer/columns.ts';
import type { DeploymentPlan, Setting } from './plan.ts';

/** One line for each setting. */
export function tableOf({ settings }: DeploymentPlan): string {
  const rows = settings.map(({ name, now, next, fallback, isByHand }) => [
    name,
    shown(now ?? next),
    shown(fallback),
    isByHand ? 'set by hand' : '',
  ]);
  return columns([['setting', 'value', 'default', ''], ...rows]);
}

/** What the deployment changes, keeps and drops; nothing if all is as declared. */
export function changesOf({ settings, dropped }: DeploymentPlan): string {
  const changed = settings.filter(({ now, next, fallback }) => next !== (now ?? fallback));
  const kept = settings.filter((one) => one.isByHand && !changed.includes(one));
  return [
    ...(changed.length > 0 ? ['Settings that change:', columns(changed.map(changeOf))] : []),
    ...(kept.length > 0 ? ['Settings that stay as they were set:', columns(kept.map(keptOf))] : []),
    ...dropped.map(
      ({ name, value }) =>
        `The setting ${name} (${shown(value)}) is gone: this version has no such setting.`,
    ),
  ].join('\n');
}

function changeOf({ name, now, next, fallback, isByHand }: Setting): string[] {
  const before = shown(now ?? fallback);
  return [`  ${name}`, `${before} → ${shown(next)}`, isByHand ? '' : 'the default'];
}

function keptOf({ name, next, fallback }: Setting): string[] {
  return [`  ${name}`, shown(next), `default: ${shown(fallback)}`];
}

function shown(value: string): string {
  return value === '' ? '(empty)' : value;
}
