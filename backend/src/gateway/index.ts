export { GatewayModule } from './gateway.module.js';
export type { NativeRoute } from './native/routes/native-route.js';
export { NATIVE_ROUTES } from './native/routes/native-routes.js';
export { hijackReply } from './reply/relay-response.js';
