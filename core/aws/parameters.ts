/** Adapter of the SSM parameter store: the image's id, the model in force, the secrets of webhooks. */
import {
  DeleteParameterCommand,
  GetParameterCommand,
  ParameterAlreadyExists,
  ParameterNotFound,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { DEFAULT_MODEL } from '../transcript/model-name.ts';
import { DEFAULT_WEBHOOK } from '../webhooks/webhook-endpoint.ts';

/** Where the secret lies, encrypted: an owner's, for addresses given with jobs, or a registered endpoint's. */
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
 * Where the model is named that machines fetch for jobs which ask for this one. For the default there is
 * none as long as each image's own is in force.
 */
export function modelParameter(stage: string, model: string = DEFAULT_MODEL): string {
  const below = `/spotscribe/${stage}`;
  return model === DEFAULT_MODEL ? `${below}/model` : `${below}/models/${model}`;
}

export class Parameters {
  private readonly client: SSMClient;

  constructor(client = new SSMClient({})) {
    this.client = client;
  }

  /** The parameter's value, decrypted; undefined if there is none. */
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

  /** False if there was none. */
  async remove(name: string): Promise<boolean> {
    try {
      await this.client.send(new DeleteParameterCommand({ Name: name }));
      return true;
    } catch (error) {
      if (error instanceof ParameterNotFound) return false;
      throw error;
    }
  }

  /** Stores a secret unless there is one already; the value that counts is returned. */
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

  /** Stores a secret over the one that was there. */
  async replaceSecret(name: string, value: string): Promise<void> {
    await this.client.send(
      new PutParameterCommand({ Name: name, Value: value, Type: 'SecureString', Overwrite: true }),
    );
  }
}
