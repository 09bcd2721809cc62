"""What Redis does in one piece. Times are whole microseconds of its own clock, which all processes share."""

from __future__ import annotations

from typing import Final

from .redis_link import Script

# KEYS: the bucket. ARGV: when the bucket will be empty as far as the caller knows, and when the caller learnt that.
# Redis may have lost what it knew, in a restart, and its clock may have been set back. A minute after it is empty, the
# bucket is forgotten.
_BUCKET: Final = """
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local function known(empty, seen)
  empty, seen = tonumber(empty) or 0, tonumber(seen) or 0
  return seen > now and empty - (seen - now) or empty
end
local kept = redis.call('HMGET', KEYS[1], 'empty', 'seen')
local empty = math.max(now, known(kept[1], kept[2]), known(ARGV[1], ARGV[2]))
local function keep()
  redis.call('HSET', KEYS[1], 'empty', string.format('%.0f', empty), 'seen', string.format('%.0f', now))
  redis.call('PEXPIRE', KEYS[1], math.ceil((empty - now) / 1000) + 60000)
  return {empty, now}
end
"""

# KEYS: the bucket, the method's rest. ARGV: as above; what a request takes to leak out, and all that fits in.
# Returns [rest in milliseconds] or [0, empty, now].
BOOK: Final = Script(
    """
local rest = redis.call('PTTL', KEYS[2])
if rest > 0 then return {rest} end
"""
    + _BUCKET
    + """
empty = empty + ARGV[3]
keep()
return {0, empty, now}
"""
)

# ARGV: as above; what a request takes to leak out.
GIVE_BACK: Final = Script(_BUCKET + """
empty = math.max(now, empty - ARGV[3])
return keep()
""")

# ARGV: as above; all that fits in.
FILL: Final = Script(_BUCKET + """
empty = math.max(empty, now + ARGV[3])
return keep()
""")

# KEYS: the lock. ARGV: who takes it, and for how many milliseconds. A reply that is lost makes the client ask again. A
# Redis that keeps nothing over a restart may have lost a lock in it, whose holder goes on: it gives none for so long.
TAKE: Final = Script("""
local holder = redis.call('GET', KEYS[1])
if holder then return holder == ARGV[1] and 1 or 0 end
local function told(section, name)
  local text = redis.pcall('INFO', section)
  return type(text) == 'string' and tonumber(string.match(text, name .. ':(%d+)')) or nil
end
local uptime = told('server', 'uptime_in_seconds')
if uptime and uptime * 1000 < tonumber(ARGV[2]) and told('persistence', 'aof_enabled') == 0 then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2])
return 1
""")

# As TAKE. A lock that was lost, in a restart of Redis, is taken again.
EXTEND: Final = Script("""
if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) and 1 or 0
""")

RELEASE: Final = Script("return redis.call('GET', KEYS[1]) == ARGV[1] and redis.call('DEL', KEYS[1]) or 0")

# KEYS: the portals' application tokens, the portal's token. ARGV: member_id, application token, token.
ADD: Final = Script("""
local known = redis.call('HGET', KEYS[1], ARGV[1])
if known and known ~= '' and known ~= ARGV[2] then return 0 end
redis.call('SET', KEYS[2], ARGV[3])
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1
""")

# KEYS: the portals' application tokens, the portal's token, its lock. ARGV: member_id.
REMOVE: Final = Script("redis.call('HDEL', KEYS[1], ARGV[1]) redis.call('DEL', KEYS[2], KEYS[3]) return 1")
