/** The body of the dashboard, as far as tests read it. */
import * as z from 'zod';

const Place = { x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) };
const LogWidget = z.strictObject({
  type: z.literal('log'),
  ...Place,
  properties: z.strictObject({
    title: z.string(),
    query: z.string(),
    view: z.enum(['table', 'timeSeries', 'bar', 'pie']),
    region: z.string(),
  }),
});
/** Namespace, name, dimension and its value. */
const Metric = z.union([
  z.tuple([z.string(), z.string(), z.string(), z.string()]),
  z.tuple([z.string(), z.string(), z.string(), z.string(), z.object({ label: z.string() })]),
]);
const MetricWidget = z.strictObject({
  type: z.literal('metric'),
  ...Place,
  properties: z.strictObject({
    title: z.string(),
    metrics: z.array(Metric),
    stat: z.string(),
    period: z.int(),
    view: z.literal('timeSeries'),
    stacked: z.boolean(),
    region: z.string(),
  }),
});
const AlarmWidget = z.strictObject({
  type: z.literal('alarm'),
  ...Place,
  properties: z.strictObject({ title: z.string(), alarms: z.array(z.string()) }),
});
const Body = z.strictObject({
  start: z.string(),
  periodOverride: z.literal('inherit'),
  widgets: z.array(z.discriminatedUnion('type', [LogWidget, MetricWidget, AlarmWidget])),
});

export interface Dashboard {
  widgets: z.infer<typeof Body>['widgets'];
  /** By the title of their widget. */
  queries: ReadonlyMap<string, string>;
  metrics: z.infer<typeof Metric>[];
  /** ARNs. */
  alarms: string[];
}

/** @throws ZodError */
export function dashboardOf(text: string): Dashboard {
  const { widgets } = Body.parse(JSON.parse(text));
  const queries = widgets.flatMap((one): [string, string][] =>
    one.type === 'log' ? [[one.properties.title, one.properties.query]] : [],
  );
  return {
    widgets,
    queries: new Map(queries),
    metrics: widgets.flatMap((one) => (one.type === 'metric' ? one.properties.metrics : [])),
    alarms: widgets.flatMap((one) => (one.type === 'alarm' ? one.properties.alarms : [])),
  };
}
