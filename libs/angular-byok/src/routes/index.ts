export { byokRoutes } from './byok.routes.js';
