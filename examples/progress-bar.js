const width = 30

/**
 * A progress bar on a terminal, and one line at the end elsewhere.
 *
 * @param {string} label What is being done.
 * @param {number} total How many steps there are.
 */
export function progressBar(label, total) {
  const terminal = process.stdout.isTTY === true
  let done = 0

  /** @param {number} now */
  function at(now) {
    if (now === done) return
    done = now
    const filled = Math.round((done / total) * width)
    const bar = '█'.repeat(filled) + '░'.repeat(width - filled)
    const line = `${label} ${bar} ${done}/${total}`
    if (terminal) process.stdout.write(`\r${line}${done === total ? '\n' : ''}`)
    else if (done === total) console.log(line)
  }

  return { at, step: () => at(done + 1) }
}
