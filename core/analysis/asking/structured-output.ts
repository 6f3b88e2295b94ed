/**
 * Validates a model's object against the caller's schema. On the machine only: Ajv compiles a schema to
 * code, and the functions neither need nor load it.
 */
import { Ajv } from 'ajv';
import type { CallerSchema } from '../caller-schema.ts';
import { AnswerInvalid } from './answer-invalid.ts';

const MOST_FAULTS = 3;

/**
 * @param schema one that CallerSchema has let through: no references, patterns or formats
 * @throws {AnswerInvalid}
 */
export function checkedOutput(value: unknown, schema: CallerSchema): unknown {
  const ajv = new Ajv({
    strict: true,
    strictTypes: false,
    allowUnionTypes: true,
    // A caller's schema: CallerSchema has looked at it, and a name twice in `required` is no fault.
    validateSchema: false,
    validateFormats: false,
    logger: false,
    addUsedSchema: false,
  });
  if (ajv.validate(schema, value)) return value;
  const faults = (ajv.errors ?? []).slice(0, MOST_FAULTS);
  throw new AnswerInvalid(
    faults.map(({ instancePath, message }) => `${instancePath || '/'}: ${message}`).join('; '),
  );
}
