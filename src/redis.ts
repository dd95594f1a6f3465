// Published as `wallabag-sdk/redis`: what several machines share.
export type { LimitGate } from './http/limiter.js'
export type { IoRedisClient, NodeRedisClient, RedisClient } from './redis/connection.js'
export { type RedisLimitsOptions, redisLimits } from './redis/redis-limits.js'
export { type RedisTokenStoreOptions, redisTokenStore } from './redis/redis-token-store.js'
