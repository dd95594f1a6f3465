import { planImport } from '../../../cli/src/importers/plan.js'
import { readExport } from '../../../cli/src/importers/read.js'

/** Reads and plans a file, as the command does before it asks. */
export async function planFile(path: string, expected: number): Promise<void> {
  const { rows } = await readExport([path])
  const plan = planImport(rows, { dates: 'none', keepOrder: false })
  if (plan.rows.length !== expected) throw new Error(`${plan.rows.length} rows`)
}
