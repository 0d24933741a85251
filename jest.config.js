export default {
  projects: ['<rootDir>/libs/*', '<rootDir>/backend', '<rootDir>/frontend'],
  // Twice two cores: tests also wait, for processes, servers and deadlines.
  maxWorkers: 4,
  // Modules of finished files stay in a worker's memory, and collecting that garbage takes longer than a fresh worker.
  workerIdleMemoryLimit: '800MB',
  // A worker with hundreds of megabytes is half a second in giving them back when four do so at once. Jest waits that long
  // by itself, and then calls it a leak; one that really holds its process is still named, later.
  workerGracefulExitTimeout: 10_000,
  // Only to end what hangs: no test may be decided by the clock of a busy machine.
  testTimeout: 300_000,
};
