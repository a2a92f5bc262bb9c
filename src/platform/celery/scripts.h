#pragma once
// What must happen in Redis at once. Scripts move messages as texts: Lua would turn an empty list into an empty object,
// so nothing is ever written back that Lua has decoded.

#include "platform/redis/redis.h"

namespace foyer::celery::scripts {

/// KEYS unacked, unacked_index, celery.dead, reserved tags, lists; ARGV most, longest, end of an entry, seconds that
/// the tags are remembered. -> [moved to dead, [text, tag, deliveries] …]. Nobody else can see a message between queue
/// and unacked.
extern const redis::Script reserve;
/// KEYS unacked, reserved tags; ARGV end of an entry -> [[text, tag, deliveries] …] of the last reserve whose answer
/// was lost.
extern const redis::Script reclaim;
/// KEYS unacked, unacked_index; ARGV seconds to live, then per end: tag, result key, result, list, message.
/// Result or message may be empty. With a message both happen only while we hold the tag: no second retry after an
/// answer that was lost. -> number of tags that were still held.
extern const redis::Script finish;
/// KEYS unacked_index; ARGV tags -> those that are not there any more.
extern const redis::Script renew;
/// KEYS unacked, unacked_index; ARGV seconds, most -> [tag, entry …] of leases that ran out.
extern const redis::Script overdue;
/// KEYS unacked, unacked_index, list; ARGV tag, entry as read, message, forgive (0 or 1), seconds of lease (0: ours).
/// Puts it to the front of its list. -> 1 if it was there unchanged.
extern const redis::Script restore;
/// KEYS lock; ARGV token: deletes it if it is ours.
extern const redis::Script unlock;
/// KEYS list, binding, message sent last; ARGV name, interval, owner, message, binding member, now or "" for Redis' own
/// time. -> [1 if sent, 2 if the last one still waits, now, begin of the next slot], in seconds.
extern const redis::Script beat;

}  // namespace foyer::celery::scripts
