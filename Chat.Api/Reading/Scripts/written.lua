-- PostgreSQL has these marks; one that has moved meanwhile stays. KEYS: 1 marks that wait; ARGV: field, mark, field, mark ...
for i = 1, #ARGV, 2 do
    if redis.call('HGET', KEYS[1], ARGV[i]) == ARGV[i + 1] then
        redis.call('HDEL', KEYS[1], ARGV[i])
    end
end
