/**
 * Serve: the child's end of a load process. Makes one object of the plan that the process was given,
 * calls its methods as its parent asks, and ends with its parent.
 */
export interface Call {
  readonly id: number
  readonly name: string
  readonly parameters: readonly unknown[]
}

export interface Answer {
  readonly id: number
  readonly result?: unknown
  readonly error?: string
}

type Method = (...parameters: readonly unknown[]) => unknown

export function serve<Plan>(make: (plan: Plan) => object): void {
  const [, , plan = 'null'] = process.argv
  const load = make(JSON.parse(plan)) as Readonly<Record<string, Method>>
  process.on('message', async (call: Call) => {
    process.send?.(await answer(load, call))
  })
  process.once('disconnect', () => process.exit())
}

async function answer(
  load: Readonly<Record<string, Method>>,
  { id, name, parameters }: Call,
): Promise<Answer> {
  try {
    return { id, result: await load[name]?.(...parameters) }
  } catch (error) {
    return { id, error: (error as Error).message }
  }
}
