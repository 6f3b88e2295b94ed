/**
 * The one place that says which image jobs run on: the parameter /spotscribe/<stage>/ami. Its own
 * history says which one came before, so that no second place can disagree with it.
 */
import {
  GetParameterCommand,
  GetParameterHistoryCommand,
  ParameterNotFound,
  PutParameterCommand,
  type SSMClient,
} from '@aws-sdk/client-ssm';

export class Published {
  private readonly ssm: SSMClient;
  readonly name: string;

  constructor(ssm: SSMClient, stage: string) {
    this.ssm = ssm;
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

  /** Each image that was published before the current one, the last first; the current one is left out. */
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

  /** From here on, new jobs run on this image; those that run keep theirs. */
  async publish(id: string): Promise<void> {
    await this.ssm.send(
      new PutParameterCommand({ Name: this.name, Value: id, Type: 'String', Overwrite: true }),
    );
  }
}
