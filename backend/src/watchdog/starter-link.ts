/**
 * Binds this process to its starter, if one holds the other end of a channel: when the starter is gone, this process
 * ends as hard as the starter did, which had no time to ask for more.
 * @returns to be called when this process is ready: from then on it is started again if it ends unasked
 */
export function linkToStarter(): () => void {
  if (!process.connected) return () => undefined;
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.channel?.unref();
  return () => void process.send?.('ready');
}
