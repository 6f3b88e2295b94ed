import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

export default defineConfig(
  {
    ignores: [
      ...['node_modules/', '.bench/', '.local/', '.venv/', '.esbuild/', '.serverless/'],
      // Made by npm run openapi.
      'cli/api-types.ts',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.ts'],
    extends: tseslint.configs.strictTypeChecked,
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      '@typescript-eslint/no-unused-vars': [
        'error',
        { varsIgnorePattern: '^_', argsIgnorePattern: '^_' },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      'max-lines-per-function': ['error', { max: 60, skipComments: true, skipBlankLines: true }],
      'max-params': ['error', 3],
      // Only core/config.ts may read the environment: see its header.
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: 'The environment is read in one place: core/config.ts.',
        },
      ],
    },
  },
  {
    // One small adapter for each AWS service, all in core/aws; nothing else knows the SDK.
    files: ['core/steps/*.ts', 'functions/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['@aws-sdk/*', '@smithy/*'],
              allowTypeImports: true,
              message: 'AWS is spoken to in core/aws.',
            },
          ],
        },
      ],
    },
  },
  {
    // The rules know neither how they are stored nor when they are applied.
    files: ['core/*.ts', 'core/routes/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['./aws/*', './steps/*', '../aws/*', '../steps/*'],
              message: 'core/ is pure: adapters are in core/aws, what uses them in core/steps.',
            },
            {
              group: ['@aws-sdk/*', '@smithy/*'],
              allowTypeImports: true,
              message: 'AWS is spoken to in core/aws.',
            },
          ],
        },
      ],
    },
  },
  {
    // A test's describe block is a list of cases, not a function with one thought.
    files: ['tests/**'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    // The readers themselves, one for the deployed functions and one for the instance.
    files: ['core/config.ts', 'userdata/agent/config.ts'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // Programs for this computer hand the environment on to the processes that they start.
    files: ['local/**', 'cli/**', 'bench/**', 'tests/**'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    files: ['**/*.js', '**/*.mjs'],
    languageOptions: { globals: { process: 'readonly', console: 'readonly' } },
  },
  {
    files: ['**/*.cjs', 'tests/cloud/fixture/*.js'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: {
        exports: 'writable',
        process: 'readonly',
        console: 'readonly',
        setTimeout: 'readonly',
      },
    },
  },
);
