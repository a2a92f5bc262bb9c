-- wrk ... -s profile.lua URL -- TOKENS THREADS [PAUSE_MS]: reads profiles, each request with the next of the thread's
-- access tokens. With a pause every connection rests for up to twice that long between an answer and its next request.
require "report"

local requests, at, pause = {}, 0, 0

function init(args)
  for _, token in ipairs(share_of(args[1], tonumber(args[2]))) do
    requests[#requests + 1] = wrk.format("GET", "/api/v1/user/profile", { ["Authorization"] = "Bearer " .. token })
  end
  pause = tonumber(args[3]) or 0
  if pause > 0 then
    math.randomseed(index + 1)
    delay = function() return math.random(0, 2 * pause) end
  end
end

function request()
  at = at % #requests + 1
  return requests[at]
end
