-- Enters users of one node into a room and takes others out. Run twice it changes nothing the second time.
-- KEYS: 1 users of the room, 2 those on the node, 3 rooms of the node, 4 room channel
-- ARGV: 1 room, 2 most users that are told by name, 3 how many come, then who comes, then who leaves
local came, left = {}, {}
local last = 3 + tonumber(ARGV[3])
for i = 4, last do
    if redis.call('SADD', KEYS[2], ARGV[i]) == 1 and redis.call('HINCRBY', KEYS[1], ARGV[i], 1) == 1 then
        came[#came + 1] = cjson.encode(ARGV[i])
    end
end

for i = last + 1, #ARGV do
    if redis.call('SREM', KEYS[2], ARGV[i]) == 1 then
        leave(KEYS[1], ARGV[i], left)
    end
end

redis.call(redis.call('EXISTS', KEYS[2]) == 1 and 'SADD' or 'SREM', KEYS[3], ARGV[1])
tell(KEYS[1], KEYS[4], ARGV[2], came, left)
