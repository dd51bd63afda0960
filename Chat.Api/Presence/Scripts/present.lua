-- Answers who is in a room. KEYS: 1 users of the room; ARGV: 1 most users that are told by name
local now, online = redis.call('TIME'), redis.call('HLEN', KEYS[1])
local users = online <= tonumber(ARGV[1]) and redis.call('HKEYS', KEYS[1]) or {}
return {string.format('%d%06d', now[1], now[2]), online, users}
