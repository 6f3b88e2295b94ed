import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** From the ground up: a room uses those before it. Functions and the agent stand on core alone. */
const ROOMS = [
  'core',
  'client',
  'web',
  'computer',
  'account',
  'ami',
  'local',
  'chaos',
  'cli',
  'bench',
];

/** The same inside core/: from what knows nothing of the others to what uses all of them. */
const CORE = [
  ...[
    'base',
    'audio',
    'transcript',
    'editing',
    'analysis',
    'job',
    'access',
    'costs',
    'machines',
    'view',
    'webhooks',
  ],
  ...['api', 'aws', 'steps'],
];
/** And inside core/steps/. */
const STEPS = ['keys', 'arrivals', 'upkeep', 'webhooks', 'requests', 'attempts', 'sessions'];

/** The later rooms of an order. up: the way from a room's file to the folder of the rooms. */
function laterThan(room, rooms, up) {
  return {
    regex: `^${up}(${rooms.slice(rooms.indexOf(room) + 1).join('|')})/`,
    message: `The order is ${rooms.join(', ')}: a room uses those before it.`,
  };
}

function above(room) {
  // Benchmarks measure functions and the agent too, and nothing stands on them.
  const deployed = room === 'bench' ? [] : ['functions', 'userdata'];
  const rooms = [...deployed, 'tests', ...ROOMS.slice(ROOMS.indexOf(room) + 1)];
  return {
    group: rooms.map((other) => `**/${other}/**`),
    message: 'A room uses those below it: CONTRIBUTING.md has their order.',
  };
}

const noSdk = {
  group: ['@aws-sdk/*', '@smithy/*'],
  allowTypeImports: true,
  message: 'AWS is spoken to in core/aws: one small adapter for each service.',
};

const noHttp = {
  group: ['node:http', 'node:https'],
  allowTypeImports: true,
  message: 'Addresses of strangers are called through core/base/guarded-call.ts.',
};

function imports(files, ...patterns) {
  return { files, rules: { 'no-restricted-imports': ['error', { patterns }] } };
}

export default defineConfig(
  {
    ignores: [
      ...['node_modules/', '.bench/', '.local/', '.venv/', '.serverless/'],
      // Audio, of which an MPEG transport stream has a name that ends in .ts.
      'tests/engine/cases/',
      // Made by npm run openapi.
      'client/api-types.ts',
    ],
  },
  js.configs.recommended,
  {
    files: ['**/*.{ts,tsx}'],
    // What needs types is in .oxlintrc.json.
    extends: tseslint.configs.strict,
    rules: {
      '@typescript-eslint/no-unused-vars': [
        'error',
        { varsIgnorePattern: '^_', argsIgnorePattern: '^_' },
      ],
      'max-lines-per-function': ['error', { max: 60, skipComments: true, skipBlankLines: true }],
      'max-params': ['error', 3],
      // Only core/base/config.ts may read the environment: see its header.
      'no-restricted-syntax': [
        'error',
        {
          selector: "MemberExpression[object.name='process'][property.name='env']",
          message: 'The environment is read in one place: core/base/config.ts.',
        },
      ],
    },
  },
  ...ROOMS.map((room) => imports([`${room}/**/*.{ts,tsx}`], above(room))),
  imports(['functions/**/*.ts'], above('core'), noSdk, noHttp),
  imports(['userdata/**/*.ts'], above('core'), noHttp),
  // It is called there, and calls nothing.
  imports(['userdata/agent/server/http-server.ts'], above('core')),
  ...CORE.slice(0, -1).map((room) =>
    imports(
      [`core/${room}/**/*.ts`],
      above('core'),
      laterThan(room, CORE, '(\\.\\./){1,2}'),
      ...(room === 'aws' ? [] : [noSdk]),
      ...(room === 'base' ? [] : [noHttp]),
    ),
  ),
  ...STEPS.map((room) =>
    imports(
      [`core/steps/${room}/*.ts`],
      above('core'),
      laterThan(room, STEPS, '\\.\\./'),
      noSdk,
      noHttp,
    ),
  ),
  {
    // A file at the top of core/ belongs into one of its rooms.
    files: ['core/*.ts', 'core/steps/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', { selector: 'Program', message: 'Put it into a room.' }],
    },
  },
  {
    // A test's describe block is a list of cases, not a function with one thought.
    files: ['tests/**'],
    rules: { 'max-lines-per-function': 'off' },
  },
  {
    // The readers themselves, one for the deployed functions and one for the instance.
    files: [
      'core/base/config.ts',
      'userdata/agent/agent-config.ts',
      'userdata/agent/hosting/hosting-config.ts',
    ],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // Programs for this computer hand the environment on to the processes that they start.
    files: ['computer/**', 'account/**', 'deploy/**', 'local/**', 'cli/**', 'bench/**', 'tests/**'],
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    // A search that reads one page misses what it looks for once there is more.
    files: ['tests/{api,faults,support,workflow}/**/*.ts'],
    ignores: ['tests/support/every-*.ts', 'tests/workflow/instance-rights.test.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...['ListExecutions', 'ListObjectVersions', 'Scan'].map((list) => ({
          selector: `NewExpression[callee.name='${list}Command']`,
          message: 'It answers with one page: tests/support/every-*.ts reads all.',
        })),
      ],
    },
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
