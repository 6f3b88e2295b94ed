/**
 * Every error that AWS documents for a task of the workflows, and who is at fault. A hiccup (throttling,
 * a 5xx, a conflict, a lost connection) costs an attempt at most; an error of the deployment
 * recurs on any machine. Errors of our own are not here: core/base/job-errors.ts has them.
 */

/** Tasks of statemachine/job.asl.json and statemachine/delivery.asl.json. */
export type WorkflowTask =
  | 'Route'
  | 'Offer'
  | 'Launch'
  | 'WaitForCapacity'
  | 'AwaitTranscript'
  | 'AwaitAnalysis'
  | 'Settle'
  | 'Terminate'
  | 'TerminateAgain'
  | 'CombineSession'
  | 'Notify'
  | 'Deliver';

/**
 * `silence`: the machine was not heard of, and elapsed time decides what it means. `over`: the regular
 * end of a pause. `by-status`: AWS's name for any error of a service; the HTTP status in its cause
 * decides.
 */
export type WorkflowErrorKind = 'hiccup' | 'deployment' | 'silence' | 'over' | 'by-status';

export interface WorkflowError {
  name: string;
  kind: WorkflowErrorKind;
  tasks: readonly WorkflowTask[];
  /** Page of AWS's documentation. */
  source: string;
}

const FUNCTIONS: readonly WorkflowTask[] = [
  ...(['Route', 'Launch', 'Settle', 'CombineSession', 'Notify', 'Deliver'] as const),
];
const TOKENS: readonly WorkflowTask[] = ['WaitForCapacity', 'AwaitTranscript', 'AwaitAnalysis'];
const TERMINATIONS: readonly WorkflowTask[] = ['Terminate', 'TerminateAgain'];
const TASKS: readonly WorkflowTask[] = [...FUNCTIONS, 'Offer', ...TOKENS, ...TERMINATIONS];

const DOCS = 'https://docs.aws.amazon.com';
const STATES = `${DOCS}/step-functions/latest/dg/concepts-error-handling.html`;
/** How errors of SDK integrations are named. */
const SDK_INTEGRATIONS = `${DOCS}/step-functions/latest/dg/supported-services-awssdk.html`;
const LAMBDA_HICCUPS = `${DOCS}/step-functions/latest/dg/bp-lambda-serviceexception.html`;
const INVOKE = `${DOCS}/lambda/latest/api/API_Invoke.html`;
const INVOCATION = `${DOCS}/lambda/latest/dg/troubleshooting-invocation.html`;
const SQS = `${DOCS}/step-functions/latest/dg/connect-sqs.html`;
const UPDATE_ITEM = `${DOCS}/amazondynamodb/latest/APIReference/API_UpdateItem.html`;
const TRANSACT = `${DOCS}/amazondynamodb/latest/APIReference/API_TransactWriteItems.html`;
const DYNAMODB = `${DOCS}/amazondynamodb/latest/developerguide/Programming.Errors.html`;
const EC2 = `${DOCS}/AWSEC2/latest/APIReference/api-error-codes.html`;
const S3 = `${DOCS}/AmazonS3/latest/API/ErrorResponses.html`;
const COMMON = `${DOCS}/amazondynamodb/latest/APIReference/CommonErrors.html`;
const SDK_RETRIES = `${DOCS}/sdkref/latest/guide/feature-retry-behavior.html`;

interface Group {
  tasks: readonly WorkflowTask[];
  source: string;
  prefix?: string;
  errors: Partial<Record<WorkflowErrorKind, string>>;
}

const GROUPS: readonly Group[] = [
  // Step Functions itself. A task that failed without a name of its own is TaskFailed.
  {
    tasks: TASKS,
    source: STATES,
    prefix: 'States.',
    errors: {
      hiccup: 'TaskFailed',
      // States.ALL does not catch DataLimitExceeded and Runtime: core/steps/upkeep/execution-over.ts.
      deployment: `BranchFailed DataLimitExceeded IntrinsicFailure NoChoiceMatched
        ParameterPathFailure Permissions ResultPathMatchFailure Runtime`,
    },
  },
  {
    tasks: ['AwaitTranscript', 'AwaitAnalysis'],
    source: STATES,
    prefix: 'States.',
    errors: { silence: 'HeartbeatTimeout Timeout' },
  },
  {
    tasks: ['WaitForCapacity'],
    source: STATES,
    prefix: 'States.',
    errors: { over: 'Timeout' },
  },
  {
    tasks: [...FUNCTIONS, ...TERMINATIONS],
    source: STATES,
    prefix: 'States.',
    errors: { hiccup: 'Timeout' },
  },

  // Lambda. Unknown: out of memory, or the function's own timeout.
  {
    tasks: FUNCTIONS,
    source: LAMBDA_HICCUPS,
    prefix: 'Lambda.',
    errors: {
      hiccup: `ClientExecutionTimeoutException SdkClientException ServiceException
        TooManyRequestsException Unknown`,
      'by-status': 'AWSLambdaException',
    },
  },
  {
    tasks: FUNCTIONS,
    source: INVOKE,
    prefix: 'Lambda.',
    errors: {
      hiccup: `EC2ThrottledException EC2UnexpectedException EFSIOException
        EFSMountConnectivityException EFSMountTimeoutException ENILimitReachedException
        ENINotReadyException ResourceConflictException ResourceNotReadyException
        S3FilesMountConnectivityException S3FilesMountTimeoutException SnapStartException
        SnapStartNotReadyException SnapStartRegenerationFailureException SnapStartTimeoutException
        SubnetIPAddressLimitReachedException`,
      deployment: `CodeArtifactUserDeletedException CodeArtifactUserFailedException
        CodeArtifactUserPendingException DurableExecutionAlreadyStartedException
        EC2AccessDeniedException EFSMountFailureException InvalidParameterValueException
        InvalidRequestContentException InvalidRuntimeException InvalidSecurityGroupIDException
        InvalidSubnetIDException InvalidZipFileException KMSAccessDeniedException
        KMSDisabledException KMSInvalidStateException KMSNotFoundException
        ModeNotSupportedException NoPublishedVersionException RecursiveInvocationException
        RequestTooLargeException ResourceNotFoundException S3FilesMountFailureException
        SerializedRequestEntityTooLargeException ServiceQuotaExceededException
        UnsupportedMediaTypeException`,
    },
  },
  {
    tasks: FUNCTIONS,
    source: INVOCATION,
    errors: {
      hiccup: 'Sandbox.Timedout Runtime.ExitError Runtime.NodejsExit',
      deployment: `Runtime.HandlerNotFound Runtime.ImportModuleError Runtime.InvalidEntrypoint
        Runtime.UserCodeSyntaxError`,
    },
  },

  // DynamoDB's UpdateItem, which stores the task token. A refused condition means here that a token
  // is stored already, by a write whose answer was lost, and that the machine has claimed with it.
  {
    tasks: TOKENS,
    source: UPDATE_ITEM,
    prefix: 'DynamoDb.',
    errors: {
      hiccup: `ConditionalCheckFailedException InternalServerErrorException
        ProvisionedThroughputExceededException ReplicatedWriteConflictException
        RequestLimitExceededException ThrottlingException TransactionConflictException`,
      deployment: `InvalidEndpointException ItemCollectionSizeLimitExceededException
        ResourceNotFoundException`,
    },
  },
  {
    tasks: TOKENS,
    source: DYNAMODB,
    prefix: 'DynamoDb.',
    errors: {
      hiccup: 'LimitExceededException ServiceUnavailableException',
      deployment: `AccessDeniedException IncompleteSignatureException
        MissingAuthenticationTokenException UnrecognizedClientException ValidationException`,
    },
  },
  {
    tasks: TOKENS,
    source: SDK_INTEGRATIONS,
    prefix: 'DynamoDb.',
    errors: { hiccup: 'SdkClientException', 'by-status': 'DynamoDbException' },
  },

  // An offer that no machine took; and SQS's errors, which have one name.
  {
    tasks: ['Offer'],
    source: STATES,
    prefix: 'States.',
    errors: { hiccup: 'Timeout' },
  },
  {
    tasks: ['Offer'],
    source: SQS,
    prefix: 'SQS.',
    errors: { hiccup: 'SdkClientException', 'by-status': 'AmazonSQSException' },
  },

  // EC2 has no exceptions of their own name in the SDK of Step Functions. Terminate never ends a
  // job: it is retried, and the instance has a dead man's switch.
  {
    tasks: TERMINATIONS,
    source: SDK_INTEGRATIONS,
    prefix: 'Ec2.',
    errors: { hiccup: 'SdkClientException', 'by-status': 'Ec2Exception' },
  },

  // What our functions throw when AWS fails them: the SDK's names have no prefix.
  {
    tasks: FUNCTIONS,
    source: DYNAMODB,
    errors: {
      hiccup: `InternalServerError LimitExceededException ProvisionedThroughputExceededException
        RequestLimitExceeded ServiceUnavailable ThrottlingException`,
      deployment: `AccessDeniedException IncompleteSignatureException
        ItemCollectionSizeLimitExceededException MissingAuthenticationTokenException
        ResourceNotFoundException UnrecognizedClientException ValidationException`,
    },
  },
  {
    tasks: FUNCTIONS,
    source: TRANSACT,
    errors: {
      hiccup:
        'TransactionCanceledException TransactionConflictException TransactionInProgressException',
      deployment: 'IdempotentParameterMismatchException',
    },
  },
  {
    tasks: FUNCTIONS,
    source: EC2,
    errors: {
      hiccup: 'InternalError InternalFailure Unavailable',
      deployment: 'AuthFailure UnauthorizedOperation',
    },
  },
  {
    tasks: FUNCTIONS,
    source: S3,
    errors: {
      hiccup: 'OperationAborted RequestTimeout SlowDown',
      deployment: 'AccessDenied NoSuchBucket',
    },
  },
  {
    tasks: FUNCTIONS,
    source: COMMON,
    errors: { hiccup: 'ExpiredTokenException RequestExpired RequestTimeoutException' },
  },
  // Connections that were refused, cut or too slow; Node names most of them just Error.
  {
    tasks: FUNCTIONS,
    source: SDK_RETRIES,
    errors: {
      hiccup: `AbortError CredentialsProviderError Error RequestThrottled RequestThrottledException
        ThrottledException Throttling TimeoutError TooManyRequestsException`,
    },
  },
];

export const WORKFLOW_ERRORS: readonly WorkflowError[] = GROUPS.flatMap(
  ({ tasks, source, prefix = '', errors }) =>
    Object.entries(errors).flatMap(([kind, names]) =>
      names.split(/\s+/).map((name) => ({
        name: `${prefix}${name}`,
        kind: kind as WorkflowErrorKind,
        tasks,
        source,
      })),
    ),
);

/** An undocumented name is for the operator. */
export function kindOfError(
  { Error: name, Cause }: { Error: string; Cause: string },
  task: WorkflowTask,
): Exclude<WorkflowErrorKind, 'by-status'> {
  const alike = WORKFLOW_ERRORS.filter((error) => spelling(error.name) === spelling(name));
  const found = alike.find(({ tasks }) => tasks.includes(task)) ?? alike[0];
  const kind = found?.kind ?? 'deployment';
  return kind === 'by-status' ? kindOfStatus(Cause) : kind;
}

/** AWS writes `DynamoDB.` or `DynamoDb.`, and appends `Exception` to names of SDK integrations only. */
function spelling(name: string): string {
  return name.toLowerCase().replace(/exception$/, '');
}

/** Client errors that pass: too many requests, and a timeout of the request. */
const PASSING = [408, 429];

/**
 * AWS's SDK for Java ends a message with `(Service: Ec2, Status Code: 503, Request ID: …)`. Without a
 * status, there was no answer.
 */
function kindOfStatus(cause: string): 'hiccup' | 'deployment' {
  const status = Number(/\bStatus Code: (\d{3})\b/i.exec(cause)?.[1] ?? NaN);
  const isRefusal = status >= 400 && status < 500 && !PASSING.includes(status);
  return isRefusal ? 'deployment' : 'hiccup';
}
