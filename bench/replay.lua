-- Replays the requests of a file, each thread from its own place, in a circle.
-- A line: method, path, headers joined by ";;", body, separated by tabs. {key} becomes a new key each time.
-- wrk … -s replay.lua URL -- requests.tsv
local threads = {}

function setup(thread)
  thread:set("number", #threads)
  table.insert(threads, thread)
end

function init(args)
  requests, place, sent = {}, 0, 0
  succeeded, refused, failed = 0, 0, 0
  run = tostring(os.time())
  for line in io.lines(args[1]) do
    local method, path, headers, body = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)\t(.*)$")
    local parsed = {}
    for header in (headers .. ";;"):gmatch("(.-);;") do
      local name, value = header:match("^([^:]+): (.*)$")
      if name then parsed[name] = value end
    end
    table.insert(requests, { method, path, parsed, body ~= "" and body or nil })
  end
  place = number * math.floor(#requests / 2)
end

function request()
  place, sent = place % #requests + 1, sent + 1
  local method, path, headers, body = unpack(requests[place])
  if body then body = body:gsub("{key}", run .. "-" .. number .. "-" .. sent) end
  return wrk.format(method, path, headers, body)
end

function response(status)
  if status < 300 then succeeded = succeeded + 1
  elseif status < 500 then refused = refused + 1
  else failed = failed + 1 end
end

function done(summary, latency)
  local good, bad, broken = 0, 0, 0
  for _, thread in ipairs(threads) do
    good, bad, broken = good + thread:get("succeeded"), bad + thread:get("refused"), broken + thread:get("failed")
  end
  local e = summary.errors
  io.write(string.format("%.0f requests/s, p50 %.1f ms, p99 %.1f ms, %d succeeded, %d refused, %d failed\n",
    good / (summary.duration / 1e6), latency:percentile(50) / 1000, latency:percentile(99) / 1000,
    good, bad, broken + e.connect + e.read + e.write + e.timeout))
end
