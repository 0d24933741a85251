export { route } from './route.js';
export { assertFitsTask } from './task-fit.js';
export { ownKeyRefusal } from './own-key-refusal.js';
export type { RoutingTerms } from './routing-terms.js';
export { explicitRoute, type ExplicitRouteInput } from './explicit-route.js';
export {
  ROUTING_TASKS,
  type RouteCandidate,
  type RoutingDecision,
  type RoutingInput,
  type RoutingTask,
} from './routing-types.js';
