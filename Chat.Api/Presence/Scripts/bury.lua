-- Takes users of a dead node out of a room, a part at a time; answers how many are left.
-- KEYS: 1 users of the room, 2 those on the node, 3 rooms of the node, 4 room channel
-- ARGV: 1 room, 2 most users that are told by name, 3 most users to take out
local left = {}
for _, user in ipairs(redis.call('SPOP', KEYS[2], ARGV[3])) do
    leave(KEYS[1], user, left)
end

local rest = redis.call('SCARD', KEYS[2])
if rest == 0 then
    redis.call('SREM', KEYS[3], ARGV[1])
end

tell(KEYS[1], KEYS[4], ARGV[2], {}, left)
return rest
