import { describe, expect, test } from 'vitest';
import { modelNamed } from '../../core/api/openai.ts';
import { ObjectSigner } from '../../core/aws/s3/object-signer.ts';
import { assertAvailable } from '../../core/steps/attempts/available-model.ts';
import { hasModel, modelToUse } from '../../core/steps/attempts/model-to-use.ts';
import { defaultModel } from '../../core/transcript/model-name.ts';

const [SMALL, LARGE, NEWER] = ['a', 'b', 'c'].map((digit) => digit.repeat(64)) as [
  string,
  string,
  string,
];
const IMAGE = 'ami-0123456789abcdef0';

/** As an operator has published it. */
function publication(name: string, sha256: string): string {
  const files = ['config.json', 'model.bin'].map((file) => ({ name: file, bytes: 7 }));
  return JSON.stringify({ name, sha256, files });
}

function stage(
  stored: Record<string, string>,
  declared = ['kb-whisper-small', 'kb-whisper-large'],
) {
  const parameters = {
    get: (name: string) => Promise.resolve(stored[name.replace('/spotscribe/dev/', '')]),
  };
  const signer = new ObjectSigner();
  signer.signedGet = ({ key }) => Promise.resolve(`https://models.example/${key}`);
  return { parameters, stage: 'dev', signer, bucket: 'models', declared };
}

const both = {
  imageModel: SMALL,
  imageModels: { 'kb-whisper-small': SMALL, 'kb-whisper-large': LARGE },
};

describe('a machine uses', () => {
  test.each([
    { it: 'the default of its image', model: 'kb-whisper-small', image: both, told: {} },
    {
      it: 'the other model of its image',
      ...{ model: 'kb-whisper-large', image: both, told: { imageModel: LARGE } },
    },
    {
      it: 'whatever its image has for the default',
      ...{ model: 'kb-whisper-small', image: { imageModel: NEWER }, told: {} },
    },
    { it: 'that of an image that tells nothing', model: 'kb-whisper-small', image: {}, told: {} },
  ])('$it, without a download', async ({ model, image, told }) => {
    expect(await modelToUse({ model, image, kind: 'ec2' }, stage({}), 900)).toEqual(told);
  });

  test.each([
    ['in force', 'kb-whisper-small', 'model'],
    ['beside', 'kb-whisper-large', 'models/kb-whisper-large'],
  ])('the published model %s, which is newer than that of its image', async (_, model, name) => {
    const published = stage({ [name]: publication(model, NEWER) });
    const wanted = { model, image: both, kind: 'ec2' } as const;
    const { model: fetched, imageModel } = await modelToUse(wanted, published, 900);
    expect(imageModel).toBeUndefined();
    expect(fetched).toMatchObject({ sha256: NEWER });
    expect(fetched?.files[1]?.url).toBe(`https://models.example/${NEWER}/model.bin`);
  });

  test.each([
    ['its default', SMALL, {}],
    ['another', LARGE, { imageModel: LARGE }],
  ])('its image’s own copy of a published model: %s', async (_, sha256, told) => {
    const published = stage({ model: publication('kb-whisper-small', sha256) });
    const wanted = { model: 'kb-whisper-small', image: both, kind: 'ec2' } as const;
    expect(await modelToUse(wanted, published, 900)).toEqual(told);
  });

  test('none that is neither published nor on its image', async () => {
    const image = { imageModel: SMALL };
    const asked = { model: 'kb-whisper-large', image, kind: 'ec2' } as const;
    await expect(modelToUse(asked, stage({}), 900)).rejects.toMatchObject({
      code: 'Misconfigured',
    });
  });
});

describe('a box', () => {
  const own = { imageModel: LARGE, imageModels: { 'kb-whisper-large': LARGE } };
  const asks = (model: string, image: object = own) => ({ model, image, kind: 'box' }) as const;

  test('does jobs of its own model, the default or another', async () => {
    expect(await hasModel(asks('kb-whisper-large'), stage({}))).toBe(true);
    expect(await modelToUse(asks('kb-whisper-large'), stage({}), 900)).toEqual({});
  });

  test.each([
    ['the default', 'kb-whisper-small', own],
    ['another', 'kb-whisper-medium', own],
    ['the default, with a model that has no name', 'kb-whisper-small', { imageModel: SMALL }],
    ['the default, and says nothing of its models', 'kb-whisper-small', {}],
  ])('with another model has none for jobs of %s', async (_, model, image) => {
    expect(await hasModel(asks(model, image), stage({}))).toBe(false);
    await expect(modelToUse(asks(model, image), stage({}), 900)).rejects.toMatchObject({
      code: 'Misconfigured',
    });
  });

  test('fetches a published one, as an instance does', async () => {
    const published = stage({ model: publication('kb-whisper-small', NEWER) });
    expect(await hasModel(asks('kb-whisper-small'), published)).toBe(true);
    const { model } = await modelToUse(asks('kb-whisper-small'), published, 900);
    expect(model).toMatchObject({ sha256: NEWER });
  });
});

describe('before a machine is paid for, a model', () => {
  const available = async (model: string, stored: Record<string, string>) => {
    const { declared: models, ...using } = stage({ ami: IMAGE, ...stored });
    const imageParameter = '/spotscribe/dev/ami';
    return assertAvailable({ model }, { ...using, models, imageParameter }).then(
      () => 'available',
      (error: unknown) => String(error),
    );
  };

  test.each([
    ['is the default', 'kb-whisper-small', {}],
    ['is on the image', 'kb-whisper-large', { [`images/${IMAGE}`]: 'x,kb-whisper-large' }],
    ['is published', 'kb-whisper-large', { 'models/kb-whisper-large': '{}' }],
  ])('%s', async (_, model, stored) => {
    expect(await available(model, stored)).toBe('available');
  });

  test.each([
    ['on no image', {}],
    ['on another image only', { 'images/ami-other': 'kb-whisper-large' }],
  ])('that is %s is refused, with both remedies', async (_, stored) => {
    const why = await available('kb-whisper-large', stored);
    expect(why).toContain(`not on the machine image ${IMAGE}`);
    expect(why).toContain('npm run ami -- --model');
    expect(why).toContain('--beside');
  });
});

test('the first declared model is the default, also under OpenAI’s name', () => {
  const declared = ['kb-whisper-large', 'kb-whisper-small'];
  expect(defaultModel(declared)).toBe('kb-whisper-large');
  expect(modelNamed('whisper-1', declared)).toBe('kb-whisper-large');
});
