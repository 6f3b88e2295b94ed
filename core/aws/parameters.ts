/** Adapter of the SSM parameter store: the image's id, and each owner's webhook secret. */
import {
  GetParameterCommand,
  ParameterAlreadyExists,
  ParameterNotFound,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';

/** Where an owner's webhook secret lies, encrypted. */
export function webhookSecretParameter(stage: string, owner: string): string {
  return `/spotscribe/${stage}/owners/${owner}/webhook-secret`;
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
}
