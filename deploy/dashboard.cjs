/**
 * The dashboard `spotscribe-<stage>`. Its figures come from log lines, from SQS's own metrics and from the
 * few metrics that exist anyway, so that it costs nothing beside itself. Body:
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 *
 * A query groups by jobId first, since a line may be there twice: `dedup` cannot be followed by `stats`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax-Dedup.html
 */
const { readdirSync } = require('node:fs');

const COLUMNS = 24;
const PERIOD_SECONDS = 300;

module.exports = async ({ resolveVariable }) => {
  const stage = await resolveVariable('sls:stage');
  const name = `spotscribe-${stage}`;
  const alarms = await alarmNames(resolveVariable);
  const widgets = placed(rowsOf({ name, stage, alarms }));
  const body = { start: '-P7D', periodOverride: 'inherit', widgets };
  const StageDashboard = {
    Type: 'AWS::CloudWatch::Dashboard',
    Condition: 'HasDashboard',
    Properties: { DashboardName: name, DashboardBody: { 'Fn::Sub': JSON.stringify(body) } },
  };
  return { Resources: { StageDashboard } };
};

/** Names of all alarms of the stack. */
async function alarmNames(resolveVariable) {
  const files = readdirSync(module.path).filter((file) => file.endsWith('.yml'));
  const parts = await Promise.all(files.map((file) => resolveVariable(`file(deploy/${file})`)));
  return parts
    .flatMap(({ Resources = {} }) => Object.values(Resources))
    .filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm')
    .map(({ Properties }) => Properties.AlarmName);
}

/** Rows of widgets from the top; those of a row share its width. */
function rowsOf({ name, stage, alarms }) {
  return [
    { height: 4, widgets: [statesOf(alarms)] },
    { height: 6, widgets: [openByRoute(name), endedByRoute(name)] },
    { height: 6, widgets: [speedByRoute(name), costByRoute(name)] },
    { height: 6, widgets: [failures(name), lostMachines(name), webhooks(name)] },
    { height: 6, widgets: [waitingMessages(name), oldestMessages(name), deadLetters(name)] },
    { height: 6, widgets: [countsOf(stage), orphans(name)] },
  ];
}

function placed(rows) {
  let y = 0;
  return rows.flatMap(({ height, widgets }) => {
    const width = COLUMNS / widgets.length;
    const row = widgets.map((widget, at) => ({ ...widget, x: at * width, y, width, height }));
    y += height;
    return row;
  });
}

function statesOf(alarms) {
  const arn = 'arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm';
  const properties = { title: 'Alarms', alarms: alarms.map((alarm) => `${arn}:${alarm}`) };
  return { type: 'alarm', properties };
}

function openByRoute(name) {
  return table(
    'Open now, by route (every five minutes)',
    name,
    ['catchUp'],
    [
      'filter message = "jobs open"',
      'stats latest(queued) as queuedJobs, latest(oldestQueuedSeconds) / 60 as oldestMinutes, latest(running) as runningJobs by route',
      'sort route asc',
    ],
  );
}

function endedByRoute(name) {
  return table(
    'Ended, by route',
    name,
    ['settle'],
    [
      'filter message = "job ended"',
      'stats max(usd) as jobUsd, max(audioSeconds) as jobAudio, max(interruptions) as jobInterruptions, max(fellOver) as jobFellOver, max(gpuFallback) as jobFallback by jobId, route, status',
      'stats count(*) as jobs, sum(jobAudio) / 3600 as audioHours, sum(jobUsd) as totalUsd, sum(jobInterruptions) as lostMachines, sum(jobFellOver) as fellOverToSpot, sum(jobFallback) as onCpu by route, status',
      'sort route asc, status asc',
    ],
  );
}

function speedByRoute(name) {
  return table(
    'Real-time factor and mean seconds by phase, completed jobs',
    name,
    ['settle'],
    [
      'filter message = "job ended" and status = "completed" and reused = 0',
      'stats max(realTimeFactor) as factor, max(seconds.queued) as queuedOf, max(seconds.boot) as bootOf, max(seconds.model) as modelOf, max(seconds.audio) as audioOf, max(seconds.work) as workOf, max(seconds.total) as totalOf by jobId, route',
      'stats avg(factor) as meanFactor, avg(queuedOf) as queued, avg(bootOf) as boot, avg(modelOf) as model, avg(audioOf) as audio, avg(workOf) as work, avg(totalOf) as total, max(totalOf) as longest by route',
      'sort route asc',
    ],
  );
}

function costByRoute(name) {
  return table(
    'US dollars per hour of audio, completed jobs',
    name,
    ['settle'],
    [
      'filter message = "job ended" and status = "completed" and reused = 0 and audioSeconds > 0',
      'stats max(usd) as jobUsd, max(audioSeconds) as jobAudio by jobId, route',
      'stats count(*) as jobs, sum(jobAudio) / 3600 as audioHours, sum(jobUsd) as totalUsd, sum(jobUsd) * 3600 / sum(jobAudio) as perAudioHour by route',
      'sort route asc',
    ],
  );
}

function failures(name) {
  return table(
    'Failed jobs, by code',
    name,
    ['settle'],
    [
      'filter message = "job ended" and status = "failed"',
      'stats max(attempts) as jobAttempts by jobId, route, code',
      'stats count(*) as jobs, sum(jobAttempts) as allAttempts by code, route',
      'sort jobs desc',
    ],
  );
}

function lostMachines(name) {
  return table(
    'Failed attempts, by code: interruptions and others',
    name,
    ['settle'],
    [
      'filter message = "attempt ended" and ispresent(code)',
      'stats max(seconds.total) as lost by jobId, attempt, route, code',
      'stats count(*) as attempts, sum(lost) as secondsLost by code, route',
      'sort attempts desc',
    ],
  );
}

function webhooks(name) {
  return table(
    'Failed webhooks',
    name,
    ['notify', 'deliver'],
    [
      'filter message = "webhook failed"',
      'stats max(failures) as tries, max(givenUp) as isGivenUp by deliveryId, event, result',
      'stats count(*) as deliveries, sum(tries) as failedTries, sum(isGivenUp) as deliveriesGivenUp by result, event',
      'sort deliveries desc',
    ],
  );
}

function orphans(name) {
  return table(
    'What the reaper did with orphans',
    name,
    ['reap'],
    [
      'filter message = "reaper"',
      'stats count(*) as rounds by instanceId, jobId, verdict',
      'sort rounds desc',
      'limit 50',
    ],
  );
}

function waitingMessages(name) {
  return sqs('Messages that wait', 'ApproximateNumberOfMessagesVisible', name, [
    ...['intake', 'batch', 'warm'],
  ]);
}

function oldestMessages(name) {
  return sqs('Age of the oldest message, in seconds', 'ApproximateAgeOfOldestMessage', name, [
    ...['intake', 'batch'],
  ]);
}

function deadLetters(name) {
  return sqs('Dead letters and lost events', 'ApproximateNumberOfMessagesVisible', name, [
    ...['intake-dead-letters', 'batch-dead-letters', 'lost-events'],
  ]);
}

function countsOf(stage) {
  const names = ['OrphanInstances', 'StrayVolumes', 'GpuFallbacks', 'IntakeJobs', 'IntakeRefused'];
  const metrics = names.map((metric) => ['Spotscribe', metric, 'Stage', stage]);
  return chart('Orphans, fallbacks to the CPU, messages taken and refused', metrics);
}

function sqs(title, metric, name, queues) {
  return chart(
    title,
    queues.map((queue) => ['AWS/SQS', metric, 'QueueName', `${name}-${queue}`, { label: queue }]),
  );
}

function chart(title, metrics) {
  const stat = 'Maximum';
  const properties = { title, metrics, stat, period: PERIOD_SECONDS, ...VIEW, region: REGION };
  return { type: 'metric', properties };
}

const VIEW = { view: 'timeSeries', stacked: false };
const REGION = '${AWS::Region}';

/** The answer of a query over the logs of functions. */
function table(title, name, functions, commands) {
  const sources = functions.map((one) => `SOURCE '/aws/lambda/${name}-${one}'`);
  const query = [...sources, ...commands].join(' | ');
  return { type: 'log', properties: { title, query, view: 'table', region: REGION } };
}
