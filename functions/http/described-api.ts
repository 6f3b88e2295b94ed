/**
 * The description of the API, as docs/openapi.json has it. The bundler replaces this module by one that
 * has the document compressed (functions/esbuild-plugins.mjs).
 */
import description from '../../docs/openapi.json' with { type: 'json' };

export const DESCRIBED_API: { openapi: string; [field: string]: unknown } = description;
