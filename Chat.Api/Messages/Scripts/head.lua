-- Answers where a room's log stands, or that its counter must be seeded first.
-- KEYS: 1 counter; ARGV: 1 and 2 epoch and sequence that the calling node has delivered
local info = redis.call('INFO', 'server')
local at = string.find(info, 'run_id:', 1, true)
local run = string.sub(info, at + 7, at + 46)
local counter = redis.call('HMGET', KEYS[1], 'epoch', 'sequence', 'base', 'run', 'stored')
local epoch, known = tonumber(counter[1]), tonumber(ARGV[1])
if not epoch or counter[4] ~= run or epoch < known
    or (epoch == known and tonumber(counter[2]) < tonumber(ARGV[2])) then
    return {'seed'}
end

return {'ok', counter[1], counter[2], counter[3], counter[5] or '0'}
