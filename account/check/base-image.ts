import { DescribeImagesCommand } from '@aws-sdk/client-ec2';
import { GetParameterCommand, ParameterNotFound, type SSMClient } from '@aws-sdk/client-ssm';
import { fault, imageCheck, ok, type Finding } from './check.ts';

/**
 * Root device of Debian's images, as their uploader registers them. With a mapping of another name EC2
 * gives the machine a second disk and leaves the first as small as it is.
 */
export const ROOT_DEVICE = '/dev/xvda';

export const baseImage = imageCheck('base image', async ({ base }, { aws }) => {
  const id = base.startsWith('/') ? await parameter(base, aws.ssm) : base;
  if (id === undefined) return judgeBaseImage(base, undefined);
  const Filters = [{ Name: 'image-id', Values: [id] }];
  const { Images = [] } = await aws.ec2.send(new DescribeImagesCommand({ Filters }));
  const [image] = Images;
  const known = image && { name: image.Name ?? '', rootDevice: image.RootDeviceName ?? '' };
  return judgeBaseImage(base, { id, known });
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

interface BaseImage {
  readonly id: string;
  /** Undefined if EC2 does not know the id. Debian's names tell release and date. */
  readonly known: { readonly name: string; readonly rootDevice: string } | undefined;
}

export function judgeBaseImage(base: string, image: BaseImage | undefined): Finding {
  if (image === undefined) {
    return fault(`there is no parameter ${base}`, 'Name a base image of this region: --base');
  }
  const { id, known } = image;
  if (known === undefined) {
    return fault(`EC2 has no image ${id} here`, 'Name a base image of this region: --base');
  }
  const { name, rootDevice } = known;
  const found = [id, name].filter(Boolean).join(', ');
  if (rootDevice === ROOT_DEVICE) return ok(found);
  return fault(
    `${found}, whose root device is ${rootDevice}`,
    `Name an image of Debian 13, whose root device is ${ROOT_DEVICE}: --base`,
  );
}
