/**
 * The image that jobs run on: parameter /spotscribe/<stage>/ami. Rollback reads the parameter's
 * history, so there is no second record to disagree with it. Another parameter for each image has
 * the names of its models, which never change.
 */
import {
  DeleteParameterCommand,
  GetParameterCommand,
  GetParameterHistoryCommand,
  ParameterNotFound,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';
import { imageModelsParameter } from '../core/aws/parameters.ts';

export class Published {
  private readonly ssm: SSMClient;
  private readonly stage: string;
  readonly name: string;

  constructor(ssm: SSMClient, stage: string) {
    this.ssm = ssm;
    this.stage = stage;
    this.name = `/spotscribe/${stage}/ami`;
  }

  async current(): Promise<string | undefined> {
    try {
      const { Parameter } = await this.ssm.send(new GetParameterCommand({ Name: this.name }));
      return Parameter?.Value;
    } catch (error) {
      if (error instanceof ParameterNotFound) return undefined;
      throw error;
    }
  }

  /** Images published before the current one, newest first, without the current one. */
  async former(): Promise<string[]> {
    const current = await this.current();
    if (current === undefined) return [];
    const values: string[] = [];
    let NextToken: string | undefined;
    do {
      const command = new GetParameterHistoryCommand({ Name: this.name, NextToken });
      const page = await this.ssm.send(command);
      values.push(...(page.Parameters ?? []).flatMap(({ Value }) => Value ?? []));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return [...new Set(values.reverse())].filter((value) => value !== current);
  }

  /** New launches use this image; running instances keep theirs. */
  async publish(id: string): Promise<void> {
    await this.put(this.name, id);
  }

  /** @param models names, the default first */
  async describe(id: string, models: readonly string[]): Promise<void> {
    await this.put(imageModelsParameter(this.stage, id), models.join(','));
  }

  /** Removes the description of images that do not exist any more. */
  async forget(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const Name = imageModelsParameter(this.stage, id);
      await this.ssm.send(new DeleteParameterCommand({ Name })).catch((error: unknown) => {
        if (!(error instanceof ParameterNotFound)) throw error;
      });
    }
  }

  private async put(Name: string, Value: string): Promise<void> {
    await this.ssm.send(new PutParameterCommand({ Name, Value, Type: 'String', Overwrite: true }));
  }
}
