/** The part of a logger that is used here. */
export interface EmbeddedPostgresLogger {
  info(message: string): void;
  warn(message: string): void;
}
