/**
 * What the simulator assumes about the world and nothing in the product states. Each has its source, or
 * says that it is a guess; `docs/scale.md` lists them.
 */
import { declaredSettings } from '../../account/declared-settings.ts';
import type { Range } from '../../core/costs/speed-bounds.ts';

/** Prices are recorded for it, and most of AWS's smaller default quotas apply. */
export const REGION = 'eu-north-1';
export const MODEL = 'kb-whisper-small';

/** Length of the audio, log-normal: half are shorter than ten minutes, the mean is 18. A guess. */
export const AUDIO = { median: 600, sigma: 1.1, shortest: 5 };
export const LONGEST_AUDIO_SECONDS = Number(declaredSettings().get('maxAudioSeconds'));

/**
 * Spot price as a share of the on-demand price; drifts within this range from hour to hour. A guess from
 * AWS's "up to 90 %" off and the usual 50 to 70 % off G types.
 * https://aws.amazon.com/ec2/spot/instance-advisor/
 */
export const SPOT_SHARE: Range = { low: 0.3, high: 0.6 };

/**
 * Interruptions of a running spot instance. AWS states only how many of a month's instances were
 * interrupted, in bands from 5 % up to over 20 %; this is far above them on purpose.
 * https://aws.amazon.com/ec2/spot/instance-advisor/
 */
export const INTERRUPTIONS_PER_HOUR = 0.05;

/** Seconds of audio transcribed again after an interruption: a batch of 16 windows of 30 s (docs/engine.md). */
export const CHECKPOINT_AUDIO_SECONDS = 16 * 30;

/** From the POST to Launch's question to EC2: bench/README.md, overhead (embedded cloud, not AWS). */
export const FUNCTIONS_SECONDS = 0.24;
/** CreateFleet's answer: docs/performance.md, 3.5 to 4.8 s. */
export const FLEET_SECONDS = 4;
/** Schedule of tendPools, in serverless.yml. */
export const ROUND_SECONDS = 60;
/** A Lambda invocation, as core/costs/job-effort.ts assumes it. */
export const INVOCATION_SECONDS = 0.3;
/** State transitions of a try to launch that ends with a wait: WaitForCapacity, Launch, IsLaunched. */
export const TRANSITIONS_OF_WAIT = 3;

/**
 * SageMaker's asynchronous endpoint, as deploy/sagemaker.yml has it scaled: from zero by an alarm on
 * HasBacklogWithoutCapacity, for two minutes; otherwise by target tracking on
 * ApproximateBacklogSizePerInstance, three minutes above the target and fifteen below. Start of an instance: its launch, the image of some GB, and the
 * model; a guess from reports of 5 to 10 minutes.
 * https://docs.aws.amazon.com/sagemaker/latest/dg/async-inference-autoscale.html
 * https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html
 */
export const SAGEMAKER = {
  lookSeconds: 60,
  looksFromZero: 2,
  looksToGrow: 3,
  looksToShrink: 15,
  /** Requests for each instance, with the one that it works on. */
  targetBacklog: 1,
  startSeconds: { low: 300, high: 600 } satisfies Range,
};
