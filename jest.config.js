export default {
  projects: ['<rootDir>/libs/*', '<rootDir>/backend', '<rootDir>/frontend'],
  maxWorkers: 2,
  // Only to end what hangs: no test may be decided by the clock of a busy machine.
  testTimeout: 300_000,
};
