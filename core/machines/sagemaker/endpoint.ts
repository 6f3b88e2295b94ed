/** The deployment's asynchronous endpoint. */

export interface SagemakerEndpoint {
  name: string;
  region: string;
  /** Such as ml.g4dn.xlarge. */
  type: string;
  /** The one model of the container. */
  model: string;
}

/** Settings of a deployment. */
export interface SagemakerSettings {
  region: string;
  /** Empty: there is none. */
  sagemakerEndpoint: string;
  sagemakerInstanceType: string;
  sagemakerModel: string;
}

export function endpointOf(settings: SagemakerSettings): SagemakerEndpoint | undefined {
  const { region, sagemakerEndpoint: name } = settings;
  if (name === '') return undefined;
  return { name, region, type: settings.sagemakerInstanceType, model: settings.sagemakerModel };
}

/** Ids of its requests in a job begin with this. */
const PREFIX = 'sagemaker:';

export function machineId(inferenceId: string): string {
  return `${PREFIX}${inferenceId}`;
}

export function isOfEndpoint({ id }: { id: string }): boolean {
  return id.startsWith(PREFIX);
}
