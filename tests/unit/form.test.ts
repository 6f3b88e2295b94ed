import { describe, expect, test } from 'vitest';
import { TranscribeForm } from '../../core/api/sent-audio.ts';
import { TranscriptionForm } from '../../core/api/openai.ts';
import { readForm } from '../../functions/http/form.ts';
import { HttpProblem } from '../../functions/http/problem.ts';

const FILE = new File(['RIFF'], 'a.wav');
const OPENAI: [string, string | File][] = [
  ['file', FILE],
  ['model', 'whisper-1'],
];

/** The form, as API Gateway hands it on. */
async function sent(fields: readonly [string, string | File][]) {
  const form = new FormData();
  for (const [name, value] of fields) form.append(name, value);
  const request = new Request('https://api.test', { method: 'POST', body: form });
  const body = Buffer.from(await request.arrayBuffer()).toString('base64');
  const headers = { 'content-type': request.headers.get('content-type') ?? '' };
  return { body, headers, isBase64Encoded: true };
}

async function openAi(...more: [string, string][]) {
  return readForm(await sent([...OPENAI, ...more]), TranscriptionForm);
}

/** Paths and messages of what is wrong. */
async function wrong(form: Promise<unknown>) {
  const error = await form.catch((thrown: unknown) => thrown);
  if (!(error instanceof HttpProblem)) throw new Error('the form was taken');
  return error.errors?.map(({ path, message }) => `${path}: ${message}`);
}

describe('an empty field is an absent one', () => {
  test("in a form of OpenAI's", async () => {
    const empty = ['language', 'response_format', 'stream', 'prompt', 'timestamp_granularities[]'];
    const { file: _, ...form } = await openAi(...empty.map((name): [string, string] => [name, '']));
    expect(form).toEqual({
      model: 'whisper-1',
      language: 'auto',
      response_format: 'json',
      'timestamp_granularities[]': ['segment'],
    });
  });

  test('in that of POST /transcribe', async () => {
    const heard = ['speakers', 'review', 'vocabulary'];
    const names = ['language', 'model', 'words', 'channels', ...heard, 'force'];
    const empty = names.map((name): [string, string] => [name, '']);
    const { file: _, ...form } = await readForm(
      await sent([['file', FILE], ...empty]),
      TranscribeForm,
    );
    expect(form).toEqual({
      language: 'sv',
      words: false,
      channels: 'mix',
      review: false,
      force: false,
    });
  });

  test('also where it must not be absent', async () => {
    const fields: [string, string | File][] = [
      ['file', FILE],
      ['model', ''],
    ];
    expect(await wrong(readForm(await sent(fields), TranscriptionForm))).toEqual([
      'model: this field is missing',
    ]);
  });
});

describe('what Python writes', () => {
  test('False is false', async () => {
    expect(await openAi(['stream', 'False'])).toMatchObject({ stream: 'false' });
  });

  test('True is true', async () => {
    const streamed = openAi(['stream', 'True']);
    expect(await wrong(streamed)).toEqual([
      'stream: streaming is not available here; leave it out',
    ]);
    const fields: [string, string | File][] = [
      ['file', FILE],
      ['words', 'True'],
      ['force', 'False'],
    ];
    const form = await readForm(await sent(fields), TranscribeForm);
    expect(form).toMatchObject({ words: true, force: false });
  });
});

describe('the track of a form', () => {
  test.each([
    ['0', 0],
    ['63', 63],
    ['mix', 'mix'],
    ['', undefined],
  ])('%j is %j', async (text, track) => {
    const fields: [string, string | File][] = [
      ['file', FILE],
      ['track', text],
    ];
    expect((await readForm(await sent(fields), TranscribeForm)).track).toBe(track);
  });
});

describe('a list of times', () => {
  test.each([
    ['with brackets', ['timestamp_granularities[]'], ['word']],
    ['without', ['timestamp_granularities'], ['word']],
    ['with a number', ['timestamp_granularities[0]'], ['word']],
    ['of two, with brackets', Array(2).fill('timestamp_granularities[]'), ['word', 'segment']],
    ['of two, without', Array(2).fill('timestamp_granularities'), ['word', 'segment']],
    [
      'of two, with numbers',
      ['timestamp_granularities[0]', 'timestamp_granularities[1]'],
      ['word', 'segment'],
    ],
  ])('%s', async (_, names: string[], values) => {
    const fields = names.map((name, index): [string, string] => [name, values[index] ?? '']);
    expect((await openAi(...fields))['timestamp_granularities[]']).toEqual(values);
  });

  test('that there are not is told', async () => {
    expect(await wrong(openAi(['timestamp_granularities', 'letter']))).toHaveLength(1);
  });
});

describe("a field that is none of OpenAI's transcriptions here", () => {
  test.each([
    ['include[]', 'logprobs'],
    ['include', 'logprobs'],
    ['include[0]', 'logprobs'],
    ['known_speaker_names[]', 'Anna'],
    ['channels', 'split'],
    ['words', 'true'],
    ['track', '1'],
  ])('%s is refused: it would change the answer', async (name, value) => {
    expect(await wrong(openAi([name, value]))).toEqual([expect.stringContaining(`${name}: `)]);
  });

  test.each([
    ['prompt', 'Namn: Åsa.'],
    ['temperature', '0'],
    ['chunking_strategy', 'auto'],
    ['user', 'anna'],
    ['constructor', 'x'],
  ])('%s is taken', async (name, value) => {
    expect(await openAi([name, value])).toMatchObject({ [name]: value });
  });

  test('is refused by POST /transcribe, whatever it is', async () => {
    const fields: [string, string | File][] = [
      ['file', FILE],
      ['words[0]', 'true'],
      ['temperature', '0'],
    ];
    const problems = await wrong(readForm(await sent(fields), TranscribeForm));
    expect(problems).toEqual([
      'words[0]: this field is not known',
      'temperature: this field is not known',
    ]);
  });
});

describe('a form with many fields', () => {
  const part = (name: string) =>
    `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\nx\r\n`;

  function raw(names: readonly string[], type = 'multipart/form-data; boundary=b') {
    const body = Buffer.from(`${names.map(part).join('')}--b--\r\n`).toString('base64');
    return { body, headers: { 'content-type': type }, isBase64Encoded: true };
  }

  test('of a hundred is read, of more is refused before it is', async () => {
    const names = (count: number) => Array.from({ length: count }, () => 'temperature');
    expect(await wrong(readForm(raw(names(100)), TranscribeForm))).toContain(
      'temperature: this field is not known',
    );
    for (const type of ['multipart/form-data; boundary=b', 'multipart/form-data;boundary="b"']) {
      const refused = readForm(raw(names(101), type), TranscribeForm);
      await expect(refused).rejects.toThrow('A form may have 100 fields.');
    }
  });

  test('tells of the first that are wrong, by the beginning of their names', async () => {
    const names = Array.from({ length: 50 }, (_, nth) => `${nth}${'a'.repeat(1000)}`);
    const errors = await wrong(readForm(raw(names), TranscribeForm));
    expect(errors).toHaveLength(20);
    expect(errors?.at(-1)?.length).toBeLessThan(200);
  });
});
