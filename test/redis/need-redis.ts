import { spawnSync } from 'node:child_process'

/** Says in one line what these tests need, where it is not there. */
export default function setup(): void {
  if (spawnSync('redis-server', ['--version']).status === 0) return
  throw new Error(
    'These tests need redis-server on the PATH, such as by: apt-get install redis-server',
  )
}
