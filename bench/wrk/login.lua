-- wrk ... -s login.lua URL -- EMAILS THREADS PASSWORD: signs in without pause, each time as the next account.
require "report"

local emails, at, password = {}, 0, ""
local headers = { ["Content-Type"] = "application/json" }

function init(args)
  emails = share_of(args[1], tonumber(args[2]))
  password = args[3]
end

function request()
  at = at % #emails + 1
  local body = string.format('{"email":"%s","password":"%s"}', emails[at], password)
  return wrk.format("POST", "/api/v1/auth/login", headers, body)
end
