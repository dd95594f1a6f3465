import { testMutants } from '../support/mutants.js'

const limits = 'src/redis/redis-limits.ts'
const limitTests = 'test/redis/limits.redis.test.ts'

testMutants(
  ['test/redis', 'vitest.redis.config.ts'],
  [
    {
      without: 'the time until the slot of a killed holder returns',
      file: limits,
      from: "redis.call('ZADD', slots, now + longest, turn)",
      to: "redis.call('ZADD', slots, now + 50, turn)",
      tests: limitTests,
      caughtBy: 'what a killed process held comes back when its attempt must have ended',
    },
    {
      without: 'the end of the wait of a killed process',
      file: limits,
      from: "  redis.call('ZREM', queue, gone)\n",
      to: '',
      tests: limitTests,
      caughtBy: 'a process that waited and was killed does not hold up the queue',
    },
    {
      without: 'the time that the server asked for',
      file: limits,
      from: 'if open > now then return wait(open - now) end\n',
      to: '',
      tests: limitTests,
      caughtBy: 'when the server asks one to wait, all wait',
    },
    {
      without: 'the rate of all together',
      file: limits,
      from: "redis.call('ZADD', starts, now, turn)",
      to: "redis.call('ZADD', starts, now, process)",
      tests: limitTests,
      caughtBy: 'in no second more than the rate starts, counted over all',
    },
    {
      without: 'the lane of the renewal',
      file: limits,
      from: "if lane == 'call' then\n  local free",
      to: 'do\n  local free',
      tests: limitTests,
      caughtBy: 'a renewal needs no slot, or it would wait for the calls that wait for it',
    },
  ],
  'vitest.redis.config.ts',
)
