/**
 * Journal: where the operator reads what happened. A pino logger is one; tests keep a list.
 */
export interface Journal {
  info(values: object, message: string): void
  error(values: object, message: string): void
}
