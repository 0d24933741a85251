import type { ServerResponse } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { ARRIVAL_LIMITS, type ArrivalLimits } from './arrival-limits.js';
import { BodyArrival, announcesBody } from './body-arrival.js';
import { Slots } from './slots.js';

/** Watches over the bodies of all requests of the instance: a part of `createHttpAdapter`, which adds it before the hooks that may answer. */
export function watchArrivals(instance: FastifyInstance, limits: ArrivalLimits = ARRIVAL_LIMITS): void {
  const arriving = new Slots<BodyArrival>();
  let lookedAt = performance.now();
  const look = (): void => {
    const now = performance.now();
    // After a stall of ours, what came meanwhile has not been read yet.
    const wasPunctual = now - lookedAt < limits.lookMs * 2;
    lookedAt = now;
    for (const arrival of arriving) if (wasPunctual && arrival.isOverdue(now)) arrival.markLate();
  };
  const watch = (arrival: BodyArrival, response: ServerResponse): void => {
    const slot = arriving.join(arrival);
    // Held any longer, each request with all that hangs on it would outlive V8's young generation.
    response.on('close', () => arriving.leave(slot, arrival));
  };
  const timer = setInterval(look, limits.lookMs).unref();
  instance.addHook('onClose', (_instance, done) => {
    clearInterval(timer);
    done();
  });
  instance.addHook('onRequest', (request, reply, done) => {
    if (announcesBody(request.raw)) watch(new BodyArrival(request.raw, reply.raw, limits), reply.raw);
    done();
  });
  // Node would say 100 before anyone has looked at the request: who reads the body says so.
  instance.server.on('checkContinue', (request, response) => instance.server.emit('request', request, response));
}
