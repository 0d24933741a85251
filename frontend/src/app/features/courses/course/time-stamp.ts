/** Seconds as `4:07` or `1:04:07`. */
export { readableTime as timeStamp } from '#contracts';
