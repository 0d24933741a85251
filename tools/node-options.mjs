/**
 * How Node runs the server, wherever it is started. Objects of a call live for milliseconds: with room for more of
 * them (MiB), they are swept less often and fewer are taken for long-lived ones.
 */
export const NODE_OPTIONS = ['--enable-source-maps', '--max-semi-space-size=32'];
