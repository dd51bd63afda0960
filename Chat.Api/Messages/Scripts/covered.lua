-- A commit has covered the head of a partition's stream: trims exactly that, keeps how far each room is stored, and tells
-- whoever has members in those rooms. Sequences never fall, whatever the epoch: no epoch is needed. Answers how many entries are left:
-- where there are none, the next append finds the stream empty and wakes the owner.
-- KEYS: 1 partition stream, then counter and channel of each room
-- ARGV: 1 id of the first entry that is left, then sequence of the last covered entry of each room
redis.call('XTRIM', KEYS[1], 'MINID', '=', ARGV[1])
for i = 1, (#KEYS - 1) / 2 do
    local counter, sequence = KEYS[2 * i], ARGV[i + 1]
    local known = redis.call('HGET', counter, 'stored')
    -- A counter that is lost is seeded from PostgreSQL, which knows; and one owner of two may be late.
    if known and tonumber(known) < tonumber(sequence) then
        redis.call('HSET', counter, 'stored', sequence)
    end

    redis.call('SPUBLISH', KEYS[2 * i + 1], 'S' .. sequence)
end

return redis.call('XLEN', KEYS[1])
