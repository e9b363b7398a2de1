/**
 * Shifted clock: with `--import`, the program's time of day is SHIFT_CLOCK_MS ahead of the machine's.
 */
const ahead = Number(process.env.SHIFT_CLOCK_MS)
const RealDate = Date

globalThis.Date = class extends RealDate {
  constructor(...parts) {
    super(...(parts.length > 0 ? parts : [RealDate.now() + ahead]))
  }

  static now() {
    return RealDate.now() + ahead
  }
}
