-- Appends one entry to a room's log: everything or nothing, in one round trip. All keys lie in one hash slot.
-- KEYS: 1 counter, 2 recent window, 3 partition stream, 4 client message id, 5 room channel, 6 wake channel,
--       7 read marks of the room, 8 read marks that wait for PostgreSQL
-- ARGV: 1 room, 2 body, 3 counts as message (1 or 0), 4 receipt, 5 de-duplication in ms (0: none),
--       6 entries kept in the window, 7 milliseconds it is kept, 8 most entries in the stream,
--       9 and 10 epoch and sequence that the calling node has delivered, 11 sender, 12 milliseconds read marks are kept
if ARGV[5] ~= '0' then
    local before = redis.call('GET', KEYS[4])
    if before then
        return {'again', before}
    end
end

-- After a restart or a failover the counter may be older than what clients have seen: another run, another epoch. The id of the run
-- has 40 digits; a plain search takes half the time that a pattern would.
local info = redis.call('INFO', 'server')
local at = string.find(info, 'run_id:', 1, true)
local run = string.sub(info, at + 7, at + 46)
local counter = redis.call('HMGET', KEYS[1], 'epoch', 'sequence', 'base', 'run')
local epoch, known = tonumber(counter[1]), tonumber(ARGV[9])
if not epoch or counter[4] ~= run or epoch < known
    or (epoch == known and tonumber(counter[2]) < tonumber(ARGV[10])) then
    return {'seed'}
end

local backlog = redis.call('XLEN', KEYS[3])
if backlog >= tonumber(ARGV[8]) then
    return {'full'}
end

local sequence = redis.call('HINCRBY', KEYS[1], 'sequence', 1)
local ordinal = redis.call('HINCRBY', KEYS[1], 'ordinal', ARGV[3])
local place = counter[1] .. ' ' .. sequence
local entry = place .. ' ' .. counter[3] .. ' ' .. ordinal .. '\n' .. ARGV[2]

redis.call('XADD', KEYS[3], '*', 'r', ARGV[1], 'e', entry)
redis.call('XADD', KEYS[2], 'MAXLEN', '=', ARGV[6], counter[1] .. '-' .. sequence, 'e', entry)
redis.call('PEXPIRE', KEYS[2], ARGV[7])
if ARGV[5] ~= '0' then
    redis.call('SET', KEYS[4], place .. ' ' .. ARGV[4], 'PX', ARGV[5])
end

-- Whoever says something has read what was said before.
if ARGV[3] == '1' then
    local mark = ordinal .. ' ' .. sequence
    redis.call('HSET', KEYS[7], ARGV[11], mark)
    redis.call('PEXPIRE', KEYS[7], ARGV[12])
    redis.call('HSET', KEYS[8], ARGV[1] .. ' ' .. ARGV[11], mark)
end

redis.call('SPUBLISH', KEYS[5], 'E' .. entry)
-- The persister reads on until the stream is empty: only the first entry must wake it.
if backlog == 0 then
    redis.call('SPUBLISH', KEYS[6], '')
end

return {'ok', counter[1], tostring(sequence), counter[3], tostring(ordinal)}
