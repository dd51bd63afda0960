-- Beginning of the scripts that change who is in a room: publishes the difference, names only in rooms that are not large.
local function tell(here, channel, most, came, left)
    if #came + #left == 0 then
        return
    end

    local now, online = redis.call('TIME'), redis.call('HLEN', here)
    local news = string.format('P{"version":%d%06d,"online":%d', now[1], now[2], online)
    if online <= tonumber(most) then
        news = news .. ',"joined":[' .. table.concat(came, ',') .. '],"left":[' .. table.concat(left, ',') .. ']'
    end

    redis.call('SPUBLISH', channel, news .. '}')
end

local function leave(here, user, left)
    if redis.call('HINCRBY', here, user, -1) <= 0 then
        redis.call('HDEL', here, user)
        left[#left + 1] = cjson.encode(user)
    end
end
