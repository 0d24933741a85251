/** Why the agent does not start. The message is one line for the user, and holds nothing that was given as a secret. */
export class StartError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StartError';
  }
}
