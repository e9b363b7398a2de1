/**
 * Bench: Weft and its peers, side by side, in one run.
 *
 *   npm run bench -- [--short] [--only steady,two,nodes,stores,page,catalog] [--against weft,relay] [--runs 3] [--save]
 *   npm run bench -- --report
 *
 * Contenders take turns: for every repetition, for every workload, each of them once, on a fresh server
 * and an empty folder. A run of everything is written to bench/RESULTS.md, results.json and
 * results.svg; a part of it is only printed, unless `--save` puts it in the place of what was measured before. `--report` writes the papers anew from
 * results.json. `--short` takes about a minute: fewer workloads and peers, one run. Promises exit code 0
 * only if nothing failed and no edit was lost or doubled.
 */
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { command } from '../tools/command.ts'
import { machineLoad } from '../tools/vitals.ts'
import { catalog } from './catalog.ts'
import type { Contender } from './contenders/contender.ts'
import { CONTENDERS } from './contenders/contenders.ts'
import { areInstalled, PEERS } from './contenders/peers.ts'
import { Neighbours } from './neighbours.ts'
import { nodes } from './nodes.ts'
import type { PageFigures } from './page.ts'
import { oneLine } from './report/figures.ts'
import { printed, readResults, writeResults } from './report/report.ts'
import { machine, type Results, type Sample } from './report/results.ts'
import { rotated } from './rotated.ts'
import { stores } from './stores.ts'
import type { Workload } from './workloads/workload.ts'
import { WORKLOADS } from './workloads/workloads.ts'

const USAGE =
  'npm run bench -- [--short] [--only steady,two,nodes,stores,page,catalog] [--against weft,relay] [--runs 3] [--save | --report]'

/** Beside the workloads, in `--only`. */
const PARTS = ['nodes', 'stores', 'page', 'catalog'] as const
type Part = (typeof PARTS)[number]

interface Plan {
  readonly workloads: readonly Workload[]
  readonly contenders: readonly Contender[]
  readonly runs: number
  /** What is measured besides: two nodes against one; of Weft alone its stores, the page in a browser, lists and search. */
  readonly parts: readonly Part[]
  readonly isShort: boolean
  readonly isSaved: boolean
  /** Less than everything: what was measured before stays beside it. */
  readonly isPart: boolean
}

function readPlan(): Plan | 'report' {
  const { values } = parseArgs({
    options: {
      short: { type: 'boolean', default: false },
      only: { type: 'string' },
      against: { type: 'string' },
      runs: { type: 'string' },
      save: { type: 'boolean', default: false },
      report: { type: 'boolean', default: false },
    },
  })
  if (values.report) return 'report'
  const { short: isShort, only, against, save } = values
  const runs = Number(values.runs ?? (isShort ? 1 : 3))
  if (!(runs >= 1)) throw new Error(USAGE)
  const names = only?.split(',')
  const wanted = names?.filter((name) => !PARTS.some((part) => part === name))
  return {
    workloads: named(WORKLOADS, wanted).filter((it) => only || !isShort || it.isShort),
    parts: PARTS.filter((part) => names?.includes(part) ?? !isShort),
    contenders: named(CONTENDERS, against?.split(',')).filter(
      (it) => against || !isShort || it.isShort,
    ),
    runs,
    isShort,
    isSaved: save || !(isShort || only || against),
    isPart: isShort || only !== undefined || against !== undefined,
  }
}

function named<Named extends { readonly name: string }>(
  all: readonly Named[],
  names: readonly string[] = all.map(({ name }) => name),
): readonly Named[] {
  return names.map((wanted) => {
    const found = all.find(({ name }) => name === wanted)
    if (!found) throw new Error(`${wanted}: one of ${all.map(({ name }) => name).join(', ')}`)
    return found
  })
}

/**
 * The peers have a lockfile of their own, so that whoever only runs Weft does not install them. Their
 * native parts come built, so none of their install scripts has to run.
 */
function installPeers(): void {
  if (areInstalled()) return
  const cli = process.env.npm_execpath
  const [command, first] = cli ? [process.execPath, [cli]] : ['npm', []]
  console.log('installing the peers of bench/peers/')
  const { status } = spawnSync(
    command,
    [...first, 'ci', '--ignore-scripts', '--no-audit', '--no-fund'],
    {
      cwd: PEERS,
      stdio: ['ignore', 2, 2],
    },
  )
  if (status !== 0) throw new Error('npm ci failed in bench/peers/')
}

async function measure(plan: Plan): Promise<Sample[]> {
  const samples: Sample[] = []
  for (let run = 1; run <= plan.runs; run += 1)
    for (const workload of plan.workloads)
      for (const contender of rotated(plan.contenders, run - 1)) {
        if (workload.without?.[contender.name]) continue
        const sample = await measureOne(workload, contender, run, plan)
        console.log(oneLine(workload, sample))
        samples.push(sample)
      }
  return samples
}

async function measureOne(
  workload: Workload,
  contender: Contender,
  run: number,
  { isShort }: Plan,
): Promise<Sample> {
  const which = { workload: workload.name, contender: contender.name, run }
  const neighbours = new Neighbours()
  try {
    const outcome = await workload.run(contender, { isShort })
    return { ...which, ...outcome, notes: [...outcome.notes, ...neighbours.notes] }
  } catch (error) {
    const failure = `it failed: ${(error as Error).message}`
    return { ...which, figures: {}, notes: [], faults: [failure] }
  }
}

/** Only whoever measures it needs a browser. */
async function measurePage(runs: number): Promise<PageFigures> {
  const { page } = await import('./page.ts')
  return page(runs)
}

/** Measured anew in the place of what was measured before; the others stay. */
function parted(samples: readonly Sample[]) {
  const isNew = ({ workload, contender }: Sample) =>
    samples.some((each) => each.workload === workload && each.contender === contender)
  return { samples: [...readResults().samples.filter((old) => !isNew(old)), ...samples] }
}

async function main(): Promise<boolean> {
  const plan = readPlan()
  if (plan === 'report') {
    writeResults(readResults())
    return true
  }
  if (plan.workloads.length > 0 || plan.parts.includes('nodes')) installPeers()
  const started = new Date().toISOString()
  const before = machine()
  console.log(`the machine before: ${machineLoad()}`)
  const samples = await measure(plan)
  const sites = plan.parts.includes('nodes') ? await nodes(plan.runs, plan.isShort) : undefined
  const stored = plan.parts.includes('stores') ? await stores(plan.isShort) : undefined
  const page = plan.parts.includes('page') ? await measurePage(plan.runs) : undefined
  const catalogued = plan.parts.includes('catalog') ? await catalog() : undefined
  const own = {
    ...(sites && { nodes: sites }),
    ...(stored && { stores: stored }),
    ...(page && { page }),
    ...(catalogued && { catalog: catalogued }),
  }
  const { isShort } = plan
  const results: Results = { started, isShort, machine: before, samples, ...own }
  console.log(printed(results))
  if (plan.isSaved)
    writeResults(plan.isPart ? { ...readResults(), ...parted(samples), ...own } : results)
  return [...samples, ...(sites?.samples ?? [])].every(({ faults }) => faults.length === 0)
}

await command('bench', main)
