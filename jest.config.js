/** Native ES modules: NODE_OPTIONS=--experimental-vm-modules, set by tests/main.ts. */
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/tests'],
  setupFiles: ['<rootDir>/tests/property-seed.ts'],
  // Ends what hangs; how fast anything is, bench/ tells. A busy computer needs more than the usual 5 s.
  testTimeout: 60_000,
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
};
