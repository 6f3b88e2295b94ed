import { DescribeImagesCommand } from '@aws-sdk/client-ec2';
import { GetParameterCommand, ParameterNotFound, type SSMClient } from '@aws-sdk/client-ssm';
import { fault, imageCheck, ok, type Finding } from './check.ts';

export const baseImage = imageCheck('base image', async ({ base }, { aws }) => {
  const id = base.startsWith('/') ? await parameter(base, aws.ssm) : base;
  if (id === undefined) return judgeBaseImage(base, undefined);
  const Filters = [{ Name: 'image-id', Values: [id] }];
  const { Images = [] } = await aws.ec2.send(new DescribeImagesCommand({ Filters }));
  return judgeBaseImage(base, { id, name: Images[0] && (Images[0].Name ?? '') });
});

async function parameter(Name: string, ssm: SSMClient): Promise<string | undefined> {
  try {
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name }));
    return Parameter?.Value;
  } catch (error) {
    if (error instanceof ParameterNotFound) return undefined;
    throw error;
  }
}

/** @param image its name is undefined if EC2 does not know the id; AWS's names tell release and kernel */
export function judgeBaseImage(
  base: string,
  image: { id: string; name: string | undefined } | undefined,
): Finding {
  if (image === undefined) {
    return fault(`there is no parameter ${base}`, 'Name a base image of this region: --base');
  }
  const { id, name } = image;
  if (name !== undefined) return ok([id, name].filter(Boolean).join(', '));
  return fault(`EC2 has no image ${id} here`, 'Name a base image of this region: --base');
}
