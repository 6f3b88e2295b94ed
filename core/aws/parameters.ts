/** Adapter of SSM Parameter Store: image id and its models, current models, webhook secrets, keys of receipts. */
import {
  DeleteParameterCommand,
  GetParameterCommand,
  ParameterAlreadyExists,
  ParameterNotFound,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { DEFAULT_WEBHOOK } from '../webhooks/webhook-endpoint.ts';

/** Name of the encrypted secret of an endpoint, or of an owner's webhooks given with jobs. */
export function webhookSecretParameter(
  stage: string,
  owner: string,
  webhookId: string = DEFAULT_WEBHOOK,
): string {
  const below = `/spotscribe/${stage}/owners/${owner}`;
  return webhookId === DEFAULT_WEBHOOK
    ? `${below}/webhook-secret`
    : `${below}/webhooks/${webhookId}/secret`;
}

/**
 * Name of the parameter with the published model for jobs that request this name.
 * @param model undefined: the deployment's default, which has none while each image's own is used
 */
export function modelParameter(stage: string, model?: string): string {
  const below = `/spotscribe/${stage}`;
  return model === undefined ? `${below}/model` : `${below}/models/${model}`;
}

/** Name of the parameter with the names of an image's models, comma-separated, the default first. */
export function imageModelsParameter(stage: string, imageId: string): string {
  return `/spotscribe/${stage}/images/${imageId}`;
}

/** Name of the encrypted key that signs deletion receipts. */
export function receiptKeyParameter(stage: string): string {
  return `/spotscribe/${stage}/receipts/signing-key`;
}

/** Name of the parameter with the public keys of receipts, those of earlier keys too. */
export function receiptKeysParameter(stage: string): string {
  return `/spotscribe/${stage}/receipts/public-keys`;
}

export class Parameters {
  private readonly client: SSMClient;

  constructor(client = new SSMClient({})) {
    this.client = client;
  }

  /** Decrypted value; undefined if the parameter does not exist. */
  async get(name: string): Promise<string | undefined> {
    try {
      const answer = await this.client.send(
        new GetParameterCommand({ Name: name, WithDecryption: true }),
      );
      return answer.Parameter?.Value;
    } catch (error) {
      if (error instanceof ParameterNotFound) return undefined;
      throw error;
    }
  }

  async put(name: string, value: string): Promise<void> {
    await this.client.send(
      new PutParameterCommand({ Name: name, Value: value, Type: 'String', Overwrite: true }),
    );
  }

  /** @returns false if there was none */
  async remove(name: string): Promise<boolean> {
    try {
      await this.client.send(new DeleteParameterCommand({ Name: name }));
      return true;
    } catch (error) {
      if (error instanceof ParameterNotFound) return false;
      throw error;
    }
  }

  /** Stores a secret unless one exists. @returns the stored value */
  async keepSecret(name: string, value: string): Promise<string> {
    try {
      await this.client.send(
        new PutParameterCommand({ Name: name, Value: value, Type: 'SecureString' }),
      );
      return value;
    } catch (error) {
      if (!(error instanceof ParameterAlreadyExists)) throw error;
      return (await this.get(name)) ?? value;
    }
  }

  /** Overwrites a secret. */
  async replaceSecret(name: string, value: string): Promise<void> {
    await this.client.send(
      new PutParameterCommand({ Name: name, Value: value, Type: 'SecureString', Overwrite: true }),
    );
  }
}
