/**
 * The image that jobs run on: parameter /spotscribe/<stage>/ami. Rollback reads the parameter's
 * history, so there is no second record to disagree with it.
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
    await this.ssm.send(
      new PutParameterCommand({ Name: this.name, Value: id, Type: 'String', Overwrite: true }),
    );
  }
}
