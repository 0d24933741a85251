export { ARRIVAL_LIMITS, type ArrivalLimits } from './arrival-limits.js';
export { arrivingChunks } from './arriving-chunks.js';
export { announcesBody, arrivalOf } from './body-arrival.js';
export { bodyTooLarge, readBody, sizeInWords } from './read-body.js';
export { watchArrivals } from './watch-arrivals.js';
