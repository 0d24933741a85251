/**
 * Binds this process to the one that started it, if there is an IPC channel between them: when the channel closes,
 * because the starter ended without stopping this process first, this process kills itself at once.
 * @returns a function to be called when this process is ready: from then on the starter restarts it if it ends unasked
 */
export function linkToStarter(): () => void {
  if (!process.connected) return () => undefined;
  process.once('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.channel?.unref();
  return () => void process.send?.('ready');
}
