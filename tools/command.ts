/**
 * Command: a tool that is run from a shell.
 *
 * Exit code 0 when `main` says that all is well, 1 when it does not, or when it cannot go on: then with
 * one sentence.
 */
export async function command(name: string, main: () => Promise<boolean>): Promise<void> {
  try {
    process.exitCode = (await main()) ? 0 : 1
  } catch (error) {
    console.error(`${name}: ${(error as Error).message}`)
    process.exitCode = 1
  }
}
