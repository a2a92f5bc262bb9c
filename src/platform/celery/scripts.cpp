#include "platform/celery/scripts.h"

namespace foyer::celery::scripts {

// Keys of a wrong kind must fail before anything was taken from a list, since nothing is undone. A message that
// returned is counted under its tag; the first delivery costs nothing.
const redis::Script reserve{R"lua(
local now = redis.call('TIME')
local at = now[1] .. '.' .. string.format('%06d', tonumber(now[2]))
local most, longest = tonumber(ARGV[1]), tonumber(ARGV[2])
local suffix = ARGV[3]
redis.call('HLEN', KEYS[1])
redis.call('ZCARD', KEYS[2])
redis.call('LLEN', KEYS[3])
redis.call('LLEN', KEYS[4])
local out, tags, dead = {0}, {}, 0
for i = 5, #KEYS do
  while #tags < most and dead < 100 do
    local raw = redis.pcall('RPOP', KEYS[i])
    if type(raw) ~= 'string' then break end
    local tag, again = nil, false
    if #raw <= longest and string.sub(raw, 1, 1) == '{' then
      local ok, message = pcall(cjson.decode, raw)
      local properties = ok and type(message) == 'table' and message.properties
      if type(properties) == 'table' and type(properties.delivery_tag) == 'string' then
        local length = #properties.delivery_tag
        if length > 0 and length <= 255 then tag = properties.delivery_tag end
        local info = properties.delivery_info
        again = type(info) == 'table' and info.redelivered == true
      end
    end
    if tag then
      local deliveries = 1
      if again then
        local counter = 'celery.deliveries:' .. tag
        local returns = redis.pcall('INCR', counter)
        if type(returns) == 'number' then deliveries = 1 + returns end
        redis.pcall('EXPIRE', counter, 604800)
      end
      redis.call('ZADD', KEYS[2], at, tag)
      redis.call('HSET', KEYS[1], tag, '[' .. raw .. suffix)
      out[#out + 1] = {raw, tag, deliveries}
      tags[#tags + 1] = tag
    else
      redis.call('LPUSH', KEYS[3], raw)
      redis.call('LTRIM', KEYS[3], 0, 9999)
      dead = dead + 1
    end
  end
end
if #tags > 0 then
  redis.call('DEL', KEYS[4])
  redis.call('RPUSH', KEYS[4], unpack(tags))
  redis.call('EXPIRE', KEYS[4], ARGV[4])
end
out[1] = dead
return out
)lua"};

const redis::Script reclaim{R"lua(
local suffix = ARGV[1]
local out = {}
for _, tag in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do
  local entry = redis.call('HGET', KEYS[1], tag)
  if entry and string.sub(entry, -#suffix) == suffix then
    local counted = redis.call('GET', 'celery.deliveries:' .. tag)
    out[#out + 1] = {string.sub(entry, 2, -#suffix - 1), tag, 1 + (tonumber(counted) or 0)}
  end
end
return out
)lua"};

const redis::Script finish{R"lua(
local held = 0
for i = 2, #ARGV, 5 do
  local tag, key, result, list, message = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4]
  local ours = redis.call('HEXISTS', KEYS[1], tag) == 1
  if result ~= '' and (ours or message == '') then
    local old = redis.pcall('GET', key)
    local ok, meta = false, nil
    if type(old) == 'string' then ok, meta = pcall(cjson.decode, old) end
    if not (ok and type(meta) == 'table' and meta.status == 'SUCCESS') then
      redis.call('SETEX', key, ARGV[1], result)
      redis.call('PUBLISH', key, result)
    end
  end
  if message ~= '' and ours then
    redis.call('LPUSH', list, message)
    if list == 'celery.dead' then redis.call('LTRIM', list, 0, 9999) end
  end
  redis.call('ZREM', KEYS[2], tag)
  redis.call('HDEL', KEYS[1], tag)
  if ours then held = held + 1 end
end
return held
)lua"};

const redis::Script renew{R"lua(
local now = redis.call('TIME')
local at = now[1] .. '.' .. string.format('%06d', tonumber(now[2]))
local lost = {}
for _, tag in ipairs(ARGV) do
  if redis.call('ZSCORE', KEYS[1], tag) then
    redis.call('ZADD', KEYS[1], 'XX', at, tag)
  else
    lost[#lost + 1] = tag
  end
end
return lost
)lua"};

const redis::Script overdue{R"lua(
local before = tonumber(redis.call('TIME')[1]) - tonumber(ARGV[1])
local out = {}
for _, tag in ipairs(redis.call('ZRANGEBYSCORE', KEYS[2], '-inf', '(' .. before, 'LIMIT', 0, ARGV[2])) do
  local entry = redis.call('HGET', KEYS[1], tag)
  if entry then
    out[#out + 1] = tag
    out[#out + 1] = entry
  else
    redis.call('ZREM', KEYS[2], tag)
  end
end
return out
)lua"};

const redis::Script restore{R"lua(
local tag = ARGV[1]
local entry = redis.call('HGET', KEYS[1], tag)
if not entry or entry ~= ARGV[2] then return 0 end
local lease = tonumber(ARGV[5])
if lease > 0 then
  local since = tonumber(redis.call('ZSCORE', KEYS[2], tag) or '0')
  if since >= tonumber(redis.call('TIME')[1]) - lease then return 0 end
end
redis.call('RPUSH', KEYS[3], ARGV[3])
redis.call('ZREM', KEYS[2], tag)
redis.call('HDEL', KEYS[1], tag)
if ARGV[4] == '1' then
  local counter = 'celery.deliveries:' .. tag
  redis.pcall('DECR', counter)
  redis.pcall('EXPIRE', counter, 604800)
end
return 1
)lua"};

const redis::Script unlock{R"lua(
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end
return 0
)lua"};

// The mark of a slot outlives it, so a clock that steps back by less than an interval sends nothing twice. A message
// that still waits stands for the new slot too: where no worker runs, they would pile up.
const redis::Script beat{R"lua(
local now = tonumber(ARGV[6]) or tonumber(redis.call('TIME')[1])
local interval = tonumber(ARGV[2])
local slot = math.floor(now / interval) * interval
local mark = 'beat:slot:' .. ARGV[1] .. ':' .. string.format('%d', slot)
local did = 0
if redis.call('EXISTS', mark) == 0 then
  local last = redis.pcall('GET', KEYS[3])
  if type(last) == 'string' and redis.call('LPOS', KEYS[1], last, 'RANK', -1) then
    did = 2
  else
    redis.call('SADD', KEYS[2], ARGV[5])
    redis.call('LPUSH', KEYS[1], ARGV[4])
    redis.call('SET', KEYS[3], ARGV[4])
    did = 1
  end
  redis.call('SET', mark, ARGV[3], 'EX', 2 * interval)
end
return {did, now, slot + interval}
)lua"};

}  // namespace foyer::celery::scripts
