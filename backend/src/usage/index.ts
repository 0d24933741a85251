export { measureCall, type AnsweredCall } from './measure/measure-call.js';
export { NO_USAGE, type MeasuredUsage } from './measure/measured-usage.js';
export { observeCalls } from './observe-calls.js';
export { ObservedCallsModule } from './observed-calls.module.js';
export { UsageModule } from './usage.module.js';
export { UsageQueue } from './usage-queue.service.js';
export type { RecordedCall } from './usage-record.js';
export { UsageRecorder } from './usage-recorder.service.js';
