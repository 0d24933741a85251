export default {
  projects: ['<rootDir>/libs/*', '<rootDir>/backend', '<rootDir>/frontend'],
  maxWorkers: 2,
  testTimeout: 30_000,
};
