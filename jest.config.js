export default {
  projects: ['<rootDir>/libs/*', '<rootDir>/backend', '<rootDir>/frontend'],
  // One more than two cores: tests also wait, for each other's processes, servers and deadlines.
  maxWorkers: 3,
  // Only to end what hangs: no test may be decided by the clock of a busy machine.
  testTimeout: 300_000,
};
