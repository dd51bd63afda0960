-- Moves a reader's mark forward, never back.
-- KEYS: 1 counter, 2 marks of the room, 3 marks that wait for PostgreSQL, 4 recent window, 5 users of the room, 6 room channel
-- ARGV: 1 room, 2 user, 3 sequence that was read, 4 its ordinal where it is known, else '', 5 mark in PostgreSQL where it was
--       asked, else '', 6 milliseconds marks are kept, 7 most users in a room that is told
local mark = redis.call('HGET', KEYS[2], ARGV[2])
if not mark then
    if ARGV[5] == '' then
        return 'unknown'
    end

    mark = ARGV[5]
    redis.call('HSET', KEYS[2], ARGV[2], mark)
    redis.call('PEXPIRE', KEYS[2], ARGV[6])
end

local counter = redis.call('HMGET', KEYS[1], 'sequence', 'ordinal', 'epoch')
if not counter[1] then
    return 'seed'
end

local read, last = tonumber(ARGV[3]), tonumber(counter[1])
local sequence, ordinal = string.format('%d', math.min(read, last)), nil
if tonumber(sequence) <= tonumber(string.match(mark, ' (%d+)')) then
    return 'kept'
end

if read >= last then
    ordinal = counter[2]
elseif ARGV[4] ~= '' then
    ordinal = ARGV[4]
else
    local id = counter[3] .. '-' .. sequence
    local row = redis.call('XRANGE', KEYS[4], id, id)[1]
    if not row then
        return 'older'
    end

    -- "epoch sequence base ordinal\n", then the body.
    ordinal = string.match(row[2][2], '^%d+ %d+ %d+ (%d+)')
end

mark = ordinal .. ' ' .. sequence
redis.call('HSET', KEYS[2], ARGV[2], mark)
redis.call('PEXPIRE', KEYS[2], ARGV[6])
redis.call('HSET', KEYS[3], ARGV[1] .. ' ' .. ARGV[2], mark)
if redis.call('HLEN', KEYS[5]) <= tonumber(ARGV[7]) then
    redis.call('SPUBLISH', KEYS[6], 'R' .. sequence .. ' ' .. ARGV[2])
end

return 'moved'
