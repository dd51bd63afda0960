-- Begins a room's next epoch above everything that is known of the room; whoever comes second finds it begun.
-- KEYS: 1 counter
-- ARGV: 1, 2 and 3 highest epoch, sequence and ordinal in PostgreSQL, 4 and 5 epoch and sequence that the node delivered
local info = redis.call('INFO', 'server')
local at = string.find(info, 'run_id:', 1, true)
local run = string.sub(info, at + 7, at + 46)
local counter = redis.call('HMGET', KEYS[1], 'epoch', 'sequence', 'base', 'run', 'ordinal', 'stored')
local epoch, sequence = tonumber(counter[1]) or 0, tonumber(counter[2]) or 0
local known = tonumber(ARGV[4])
if counter[1] and counter[4] == run and (epoch > known or (epoch == known and sequence >= tonumber(ARGV[5]))) then
    return {'ok', counter[1], counter[2], counter[3], counter[6] or '0'}
end

epoch = math.max(epoch, tonumber(ARGV[1]), known) + 1
sequence = math.max(sequence, tonumber(ARGV[2]), tonumber(ARGV[5]))
local ordinal = math.max(tonumber(counter[5]) or 0, tonumber(ARGV[3]))
-- What the node delivered may be in no store: only PostgreSQL says what is stored.
local stored = math.max(tonumber(counter[6]) or 0, tonumber(ARGV[2]))
redis.call('HSET', KEYS[1], 'epoch', epoch, 'sequence', sequence, 'base', sequence, 'ordinal', ordinal, 'run', run, 'stored', stored)
return {'ok', tostring(epoch), tostring(sequence), tostring(sequence), tostring(stored)}
