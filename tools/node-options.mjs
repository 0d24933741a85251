/**
 * How Node runs the server, wherever it is started. Objects of a call live for milliseconds: with room for more of
 * them (MiB), they are swept less often and fewer are taken for long-lived ones. V8's helpers are as many as fit
 * beside the main thread (0: Node counts the cores): by default four share two cores with it.
 * SIGUSR1 would open a debugger's port, through which every local user reads memory, keys included.
 */
export const NODE_OPTIONS = ['--disable-sigusr1', '--enable-source-maps', '--max-semi-space-size=32', '--v8-pool-size=0'];
