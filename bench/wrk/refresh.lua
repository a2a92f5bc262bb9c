-- wrk ... -s refresh.lua URL -- TOKENS THREADS: uses every refresh token once. A thread keeps the tokens nobody waits
-- for in a queue: a request takes the oldest, its answer appends the successor, on whatever connection it came.
-- The file must hold more tokens than there are connections.
require "report"

local idle, first, last = {}, 1, 0
local headers = { ["Content-Type"] = "application/json" }

function init(args)
  for _, token in ipairs(share_of(args[1], tonumber(args[2]))) do
    last = last + 1
    idle[last] = token
  end
end

function request()
  local token = idle[first] or "none-left"
  idle[first] = nil
  first = math.min(first + 1, last + 1)
  return wrk.format("POST", "/api/v1/auth/refresh", headers, '{"refresh_token":"' .. token .. '"}')
end

function response(status, _, body)
  if status ~= 200 then return end
  last = last + 1
  idle[last] = body:match('"refresh_token":"([^"]+)"')
end
